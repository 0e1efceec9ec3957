package io.foreshard.tier;

import java.nio.ByteBuffer;

/** A partition file of any length in memory, which keeps the bytes of its header page only and counts its forces. Not thread-safe. */
final class SparseFile implements PartitionFile {
    private final byte[] header;
    private long size;
    private int forces;

    SparseFile(int pageBytes, long size) {
        header = new byte[pageBytes];
        this.size = size;
    }

    int forces() {
        return forces;
    }

    /** Returns the bytes of the header page; changes are seen by the file. */
    byte[] header() {
        return header;
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public long allocatedBytes() {
        return header.length;
    }

    @Override
    public long modifiedMillis() {
        return 0;
    }

    @Override
    public void read(ByteBuffer buffer, long position) {
        if (position < header.length) {
            buffer.put(header, (int) position, buffer.remaining());
        } else {
            buffer.put(new byte[buffer.remaining()]);
        }
    }

    @Override
    public void write(ByteBuffer buffer, long position) {
        size = Math.max(size, position + buffer.remaining());
        if (position < header.length) {
            buffer.get(header, (int) position, buffer.remaining());
        } else {
            buffer.position(buffer.limit());
        }
    }

    @Override
    public void force() {
        forces++;
    }

    @Override
    public void punch(long position, long length) {
        // Its pages take no space.
    }
}
