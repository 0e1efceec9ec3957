package io.foreshard.tier;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many bytes the next fetch of a partition brings: 64 KiB for a lonely one, four times as many as the one before for each that follows soon, up to
 * 1 MiB.
 *
 * <p>The latency of an object store hides the transfer of some 64 KiB; whoever comes again soon (a scan, a user's history, the
 * judges) earns more, as in the readahead of a file system. Thread-safe.
 */
final class Readahead {
    private static final int LEAST_BYTES = 64 << 10;
    private static final int MOST_BYTES = 1 << 20;
    private static final int GROWTH = 4;
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LongSupplier nanoTime;
    private long lastNanos;
    private int bytes;

    Readahead(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns the bytes of a fetch that begins now: a power of two. */
    synchronized int next() {
        long now = nanoTime.getAsLong();
        boolean soon = bytes > 0 && now - lastNanos <= SOON_NANOS;
        bytes = soon ? Math.min(MOST_BYTES, bytes * GROWTH) : LEAST_BYTES;
        lastNanos = now;
        return bytes;
    }
}
