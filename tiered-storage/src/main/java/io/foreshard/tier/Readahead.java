package io.foreshard.tier;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The size of the next fetch of a partition: 64 KiB, and four times the previous size, up to 1 MiB, if the previous fetch was at most 5 s ago.
 *
 * <p>The latency of an object store hides the transfer of about 64 KiB. A sequence of fetches (a scan, a user's history, a verification) gets larger reads,
 * as in the readahead of a file system. Thread-safe.
 */
final class Readahead {
    private static final int MIN_BYTES = 64 << 10;
    private static final int MAX_BYTES = 1 << 20;
    private static final int GROWTH = 4;
    private static final long SEQUENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LongSupplier nanoTime;
    private long lastNanos;
    private int bytes;

    Readahead(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns the bytes of a fetch that begins now, a power of two. */
    synchronized int next() {
        long now = nanoTime.getAsLong();
        boolean sequence = bytes > 0 && now - lastNanos <= SEQUENCE_NANOS;
        bytes = sequence ? Math.min(MAX_BYTES, bytes * GROWTH) : MIN_BYTES;
        lastNanos = now;
        return bytes;
    }
}
