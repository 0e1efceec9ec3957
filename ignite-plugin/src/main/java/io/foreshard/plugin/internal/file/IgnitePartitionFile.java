package io.foreshard.plugin.internal.file;

import io.foreshard.tier.PartitionFile;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.ignite.internal.processors.cache.persistence.file.FileIO;

/** A partition file of Ignite, used through the {@code FileIO} that Ignite opened last for it. Thread-safe. */
final class IgnitePartitionFile implements PartitionFile {
    /** {@code FileIO.punchHole} takes the length as an int. */
    private static final long MAX_HOLE_BYTES = 1L << 30;

    private volatile FileIO io;
    private volatile File path;

    void opened(File file, FileIO opened) {
        path = file;
        io = opened;
    }

    @Override
    public long sizeBytes() throws IOException {
        return io.size();
    }

    @Override
    public long allocatedBytes() {
        return io.getSparseSize();
    }

    @Override
    public long modifiedMillis() {
        long modified = path.lastModified();
        return modified == 0 ? Long.MAX_VALUE : modified; // 0 says that there is no file
    }

    @Override
    public void read(ByteBuffer buffer, long position) throws IOException {
        int wanted = buffer.remaining();
        if (io.readFully(buffer, position) != wanted) {
            throw new EOFException("The partition file ends before byte " + (position + wanted) + ".");
        }
    }

    @Override
    public void write(ByteBuffer buffer, long position) throws IOException {
        io.writeFully(buffer, position);
    }

    @Override
    public void force() throws IOException {
        io.force();
    }

    /** {@inheritDoc} The file system punches whole blocks: pages that are smaller than a block keep the blocks that they share with others. */
    @Override
    public void punch(long position, long length) throws IOException {
        int blockBytes = io.getFileSystemBlockSize();
        for (long done = 0; done < length; ) {
            int part = (int) Math.min(MAX_HOLE_BYTES, length - done);
            if (io.punchHole(position + done, part) <= 0 && part >= 2 * blockBytes) {
                throw new IOException(
                        "The file system of the persistence directory cannot punch holes; use ext4 or xfs on Linux.");
            }
            done += part;
        }
    }
}
