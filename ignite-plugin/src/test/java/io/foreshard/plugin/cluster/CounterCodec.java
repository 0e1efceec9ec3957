package io.foreshard.plugin.cluster;

import java.nio.ByteBuffer;

/** A shared number of eight bytes. */
final class CounterCodec implements StateCodec<Long> {
    private final int format;

    CounterCodec(int format) {
        this.format = format;
    }

    @Override
    public int format() {
        return format;
    }

    @Override
    public byte[] encode(Long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @Override
    public Long decode(int written, byte[] bytes) {
        if (bytes.length != Long.BYTES) {
            throw new IllegalArgumentException("A counter has 8 bytes, these are " + bytes.length + ".");
        }
        return ByteBuffer.wrap(bytes).getLong();
    }

    @Override
    public String recreation() {
        return "the counter starts from 1";
    }
}
