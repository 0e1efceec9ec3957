package io.foreshard.tier;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A partition file of a stopped node. Thread-safe. */
public final class DiskPartitionFile implements ImageDisk.OpenFile {
    private final Path path;
    private final FileChannel channel;

    private DiskPartitionFile(Path path, OpenOption... options) throws IOException {
        this.path = path;
        channel = FileChannel.open(path, options);
    }

    /** Opens a file to read it. */
    public static DiskPartitionFile readOnly(Path path) throws IOException {
        return new DiskPartitionFile(path, StandardOpenOption.READ);
    }

    /**
     * Creates a file to write it.
     *
     * @throws IOException if it exists, or cannot be created
     */
    public static DiskPartitionFile create(Path path) throws IOException {
        return new DiskPartitionFile(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    /** Opens a file to read and write it. */
    public static DiskPartitionFile writable(Path path) throws IOException {
        return new DiskPartitionFile(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public long sizeBytes() throws IOException {
        return channel.size();
    }

    /** Returns the length: Java has no call for the allocated bytes. */
    @Override
    public long allocatedBytes() {
        return path.toFile().length();
    }

    @Override
    public long modifiedMillis() {
        return path.toFile().lastModified();
    }

    @Override
    public void read(ByteBuffer buffer, long position) throws IOException {
        for (long from = position; buffer.hasRemaining(); ) {
            int read = channel.read(buffer, from);
            if (read < 0) {
                throw new EOFException(path + " ends before byte " + (from + buffer.remaining()) + ".");
            }
            from += read;
        }
    }

    @Override
    public void write(ByteBuffer buffer, long position) throws IOException {
        for (long to = position; buffer.hasRemaining(); ) {
            to += channel.write(buffer, to);
        }
    }

    @Override
    public void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void punch(long position, long length) throws IOException {
        throw new IOException("Holes are punched by a running node only.");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
