package io.foreshard.plugin.internal.file;

import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.tier.PartitionHeader;
import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.apache.ignite.internal.processors.cache.persistence.file.FileIO;
import org.apache.ignite.internal.processors.cache.persistence.file.FileIODecorator;

/**
 * The file of a tiered partition as Ignite's page store uses it: a read of remote pages fetches them first, so no read returns a hole, and a read of the
 * header does not see the mark of the tier.
 */
final class TieredFileIo extends FileIODecorator {
    private final TieredPartition partition;
    private final RemotePages remote;
    private final TieredFileIoFactory factory;

    /** @param factory is told when Ignite truncates or closes the file */
    TieredFileIo(FileIO delegate, TieredPartition partition, RemotePages remote, TieredFileIoFactory factory) {
        super(delegate);
        this.partition = partition;
        this.remote = remote;
        this.factory = factory;
    }

    @Override
    public int read(ByteBuffer buffer, long position) throws IOException {
        long available = delegate.size() - position;
        if (available <= 0) {
            return delegate.read(buffer, position);
        }
        if (isHeader(position)) {
            return readHeader(buffer, position);
        }
        int length = (int) Math.min(buffer.remaining(), available);
        int pageBytes = partition.pageBytes();
        for (int done = 0; done < length; ) { // page by page: on a full disk a fetched page is read from memory
            int part = Math.min(length - done, pageBytes - (int) ((position + done) % pageBytes));
            ByteBuffer wanted = buffer.slice(buffer.position(), part);
            while (!partition.readLocal(wanted, position + done)) {
                remote.await(partition, position + done, part);
            }
            buffer.position(buffer.position() + part);
            done += part;
        }
        return length;
    }

    /** Ignite writes the header page once and reads it when it opens the file: it is always local. */
    private boolean isHeader(long position) {
        return position < partition.pageBytes();
    }

    /** Reads a part of the header page; the version of the file format is the one that Ignite wrote. */
    private int readHeader(ByteBuffer buffer, long position) throws IOException {
        int start = buffer.position();
        int rest = (int) Math.min(buffer.remaining(), partition.pageBytes() - position);
        int read = delegate.read(buffer.slice(start, rest), position);
        long versionAt = start + IgnitePageFormat.VERSION_OFFSET - position;
        if (read > 0 && versionAt + Integer.BYTES > start && versionAt < start + read) {
            ByteBuffer version = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
            delegate.readFully(version, IgnitePageFormat.VERSION_OFFSET);
            version.putInt(0, PartitionHeader.unmarked(version.getInt(0)));
            for (int i = 0; i < Integer.BYTES; i++) {
                if (versionAt + i >= start && versionAt + i < start + read) {
                    buffer.put((int) versionAt + i, version.get(i));
                }
            }
        }
        if (read > 0) {
            buffer.position(start + read);
        }
        return read;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        long position = delegate.position();
        int read = read(buffer, position);
        if (read > 0) {
            delegate.position(position + read);
        }
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public int write(ByteBuffer buffer, long position) throws IOException {
        if (isHeader(position)) {
            return delegate.write(buffer, position);
        }
        int length = buffer.remaining();
        partition.write(buffer, position);
        return length;
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        long position = delegate.position();
        int written = write(buffer, position);
        delegate.position(position + written);
        return written;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) throws IOException {
        return write(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void force() throws IOException {
        partition.force();
    }

    @Override
    public void force(boolean metadata) throws IOException {
        partition.force();
    }

    /** Ignite truncates a file before it deletes it. */
    @Override
    public void clear() throws IOException {
        factory.deleting();
        delegate.clear();
        factory.destroyed();
    }

    @Override
    public void close() throws IOException {
        try {
            factory.closing(partition);
        } finally {
            delegate.close();
        }
    }

    @Override
    public MappedByteBuffer map(int bytes) throws IOException {
        throw new IOException("A partition file with remote pages cannot be mapped into memory.");
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        throw new IOException("A partition file with remote pages cannot be copied as a whole.");
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        throw new IOException("A partition file with remote pages cannot be overwritten as a whole.");
    }
}
