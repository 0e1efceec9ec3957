package io.foreshard.tier;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A partition file in memory, whose zeros are holes, that can lose writes that were not forced, be full, and fail forces. Thread-safe. */
final class MemoryFile implements PartitionFile {
    private static final int BLOCK = TestPages.BYTES;

    private byte[] content = {};
    private byte[] durable = {};
    private int forcesLeft = Integer.MAX_VALUE;
    private boolean full;

    /** Loses the writes since the last force. */
    synchronized void crash() {
        content = durable.clone();
    }

    /** Returns an independent copy. */
    synchronized MemoryFile copy() {
        MemoryFile copy = new MemoryFile();
        copy.content = content.clone();
        copy.durable = durable.clone();
        return copy;
    }

    /** From now on a write fails after its first byte, as on a full disk. */
    synchronized void full(boolean isFull) {
        full = isFull;
    }

    /** Fails forces after a number of successful ones. */
    synchronized void failsToForceAfter(int forces) {
        forcesLeft = forces;
    }

    @Override
    public synchronized long sizeBytes() {
        return content.length;
    }

    @Override
    public synchronized long allocatedBytes() {
        long blocks = 0;
        for (int block = 0; block < content.length; block += BLOCK) {
            int end = Math.min(content.length, block + BLOCK);
            blocks += Arrays.mismatch(content, block, end, new byte[BLOCK], 0, end - block) < 0 ? 0 : 1;
        }
        return blocks * BLOCK;
    }

    @Override
    public long modifiedMillis() {
        return Long.MAX_VALUE;
    }

    @Override
    public synchronized void read(ByteBuffer buffer, long position) throws IOException {
        if (position + buffer.remaining() > content.length) {
            throw new EOFException();
        }
        buffer.put(content, (int) position, buffer.remaining());
    }

    @Override
    public synchronized void write(ByteBuffer buffer, long position) throws IOException {
        if (full) {
            content[(int) position] = buffer.get();
            throw new IOException("No space left on device");
        }
        int end = (int) position + buffer.remaining();
        content = end > content.length ? Arrays.copyOf(content, end) : content;
        buffer.get(content, (int) position, end - (int) position);
    }

    @Override
    public synchronized void force() throws IOException {
        if (forcesLeft == 0) {
            throw new IOException("The disk failed.");
        }
        forcesLeft--;
        durable = content.clone();
    }

    /** A hole is durable at once: the worst case for a punch that comes too early. */
    @Override
    public synchronized void punch(long position, long length) {
        int end = (int) Math.min(content.length, position + length);
        Arrays.fill(content, (int) position, end, (byte) 0);
        if (end <= durable.length) {
            Arrays.fill(durable, (int) position, end, (byte) 0);
        }
    }
}
