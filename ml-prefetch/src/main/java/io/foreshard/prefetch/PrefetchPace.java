package io.foreshard.prefetch;

import io.foreshard.shard.throttle.YieldingBudget;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The bytes per second that prefetches may take while the reads of the application stay fast. Thread-safe.
 *
 * <p>A leaky bucket: the bytes of a fetch are known when it arrives, and the next one waits until they are paid. The budget follows the p99 of the reads, see {@link YieldingBudget}; it is looked at
 * after each second with at least {@value #MIN_READS} reads, or after as many seconds as these take.
 */
final class PrefetchPace {
    private static final int MIN_READS = 100;
    private static final int MAX_READS = 4_096;
    private static final double P99 = .99;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final YieldingBudget budget;
    private final LongSupplier nanoTime;
    private final long[] reads = new long[MAX_READS];
    private int readCount;
    private long periodNanos;
    private long periodBytes;
    private double debt;
    private long paidNanos;

    /**
     * @param maxBytesPerSecond the maximum, at least {@value YieldingBudget#LEAST_MAXIMUM}
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    PrefetchPace(long maxBytesPerSecond, LongSupplier nanoTime) {
        budget = new YieldingBudget(maxBytesPerSecond);
        this.nanoTime = nanoTime;
        periodNanos = nanoTime.getAsLong();
        paidNanos = periodNanos;
    }

    /** Returns whether the bytes of the earlier fetches are paid. */
    synchronized boolean isOpen() {
        pay();
        return debt <= 0;
    }

    /** Adds the bytes of a fetch that has arrived. */
    synchronized void fetched(long bytes) {
        pay();
        debt += bytes;
        periodBytes += bytes;
    }

    /** Adds a read of the application. */
    synchronized void read(long durationNanos) {
        reads[readCount++ % MAX_READS] = durationNanos;
        long now = nanoTime.getAsLong();
        if (now - periodNanos >= SECOND && readCount >= MIN_READS) {
            long[] sorted = Arrays.copyOf(reads, Math.min(readCount, MAX_READS));
            Arrays.sort(sorted);
            long p99 = sorted[(int) (sorted.length * P99)];
            if (periodBytes > 0) {
                budget.worked(p99);
            } else {
                budget.quiet(p99);
            }
            readCount = 0;
            periodBytes = 0;
            periodNanos = now;
        }
    }

    /** Returns the seconds that the unpaid bytes take, at most 1. */
    synchronized double load() {
        pay();
        return Math.min(1, debt / budget.bytesPerSecond());
    }

    private void pay() {
        long now = nanoTime.getAsLong();
        debt = Math.max(0, debt - (double) (now - paidNanos) / SECOND * budget.bytesPerSecond());
        paidNanos = now;
    }
}
