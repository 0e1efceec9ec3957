package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TierListener;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;

/**
 * The write lock of Ignite's checkpoints, which the checkpointer takes politely: as long as a thread that may hold the read lock waits for the object store,
 * it waits outside the queue of the lock.
 *
 * <p>In the queue it would stop every later reader, which is every change of hot data, until the store has answered. Then it tries for 100, 200, and 400 ms.
 * It takes its place in the queue after 2 s without a slow fetch, after 20 s of fetches of which each is slow but ends, and after 30 minutes. Until then the
 * write-ahead log grows. Thread-safe.
 */
final class PoliteWriteLock extends ReentrantReadWriteLock.WriteLock {
    @Serial
    private static final long serialVersionUID = 0L;

    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MINUTES.toNanos(30);
    private static final long LONGEST_STREAM_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long LONGEST_CALM_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long FIRST_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LAST_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long REPORT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final transient FetchesUnderWay fetches;
    private final transient Runnable heartbeat;
    private final transient LongSupplier nanoTime;
    private final transient TierListener listener;

    /**
     * Wraps the lock of the checkpoints.
     *
     * @param heartbeat tells Ignite that the current thread is not blocked; called every few milliseconds while it waits
     * @param listener is told of a checkpoint that waits for a minute
     */
    PoliteWriteLock(
            ReentrantReadWriteLock lock,
            FetchesUnderWay fetches,
            Runnable heartbeat,
            LongSupplier nanoTime,
            TierListener listener) {
        super(lock);
        this.fetches = fetches;
        this.heartbeat = heartbeat;
        this.nanoTime = nanoTime;
        this.listener = listener;
    }

    @Override
    public void lock() {
        boolean isLocked = false;
        try {
            isLocked = lockPolitely();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!isLocked) {
            super.lock();
        }
        listener.checkpointContinued();
    }

    private boolean lockPolitely() throws InterruptedException {
        long begin = nanoTime.getAsLong();
        long calm = begin;
        long slice = FIRST_SLICE_NANOS;
        long report = begin + REPORT_NANOS;
        while (true) {
            heartbeat.run();
            long now = nanoTime.getAsLong();
            long oldest = fetches.oldestNanos();
            if (oldest > SLOW_NANOS) {
                if (tryLock()) {
                    return true; // the threads that fetch do not hold the read lock
                }
                boolean isStream = oldest < LONGEST_STREAM_NANOS && now - begin > LONGEST_STREAM_NANOS;
                if (isStream
                        || now - begin > LONGEST_WAIT_NANOS
                        || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                if (now - report >= 0) {
                    report += REPORT_NANOS;
                    listener.checkpointDelayed(Duration.ofNanos(now - begin));
                }
                calm = now;
                LockSupport.parkNanos(PAUSE_NANOS);
            } else if (now - calm > LONGEST_CALM_NANOS) {
                return false;
            } else if (tryLock(slice, TimeUnit.NANOSECONDS)) {
                return true;
            } else {
                slice = Math.min(2 * slice, LAST_SLICE_NANOS);
            }
        }
    }
}
