package io.foreshard.tier;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A partition file in memory that can lose writes that were not forced, as a power failure does. Thread-safe while its switch is not armed. */
final class MemoryFile implements PartitionFile {
    private final KillSwitch power;
    private byte[] content = {};
    private byte[] durable = {};

    MemoryFile() {
        this(new KillSwitch());
    }

    MemoryFile(KillSwitch power) {
        this.power = power;
    }

    /** Loses the writes since the last force. */
    synchronized void crash() {
        content = durable.clone();
    }

    @Override
    public synchronized long sizeBytes() {
        return content.length;
    }

    @Override
    public synchronized long allocatedBytes() {
        return content.length;
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
    public synchronized void write(ByteBuffer buffer, long position) {
        power.call(() -> {
            int end = (int) position + buffer.remaining();
            content = end > content.length ? Arrays.copyOf(content, end) : content;
            buffer.get(content, (int) position, end - (int) position);
        });
    }

    @Override
    public synchronized void force() {
        power.call(() -> durable = content.clone());
    }

    /** A hole is durable at once: the worst case for a punch that comes too early. */
    @Override
    public synchronized void punch(long position, long length) {
        power.call(() -> {
            int end = (int) Math.min(content.length, position + length);
            Arrays.fill(content, (int) position, end, (byte) 0);
            if (end <= durable.length) {
                Arrays.fill(durable, (int) position, end, (byte) 0);
            }
        });
    }
}
