package io.foreshard.shard.throttle;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Starts the batches of rows that a server sends and receives, one after the other in the order in which they came, as fast as its {@link YieldingBudget} allows.
 *
 * <p>A leaky bucket: a batch delays the next one by its bytes, divided by the budget. No thread waits: a batch that must wait is started by a timer, so that a cancelled
 * rebalance or an exchange of Ignite never waits for it. Thread-safe.
 */
public final class MoveThrottle implements AutoCloseable {
    /** What a timer that is late may catch up. */
    private static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** Batches of a second. */
    private static final int BATCHES = 128;
    /** Smaller batches would cost more messages than they spare operations. */
    private static final int MIN_BATCH_BYTES = 16 << 10;

    private final ScheduledExecutorService timer;
    private final LongSupplier maximum;
    private final YieldingBudget budget;
    private final Queue<Batch> waiting = new ArrayDeque<>();
    private boolean isScheduled;
    private boolean isClosed;
    private long freeNanos = System.nanoTime();
    private long receivedBytes;
    private boolean isQuiet = true;
    private long lastP99Nanos;

    private record Batch(long bytes, boolean isReceived, Runnable start) {}

    /**
     * @param timer starts the batches; closed by its owner, after this
     * @param maximum returns the maximum of the budget in bytes per second, read each second
     */
    public MoveThrottle(ScheduledExecutorService timer, LongSupplier maximum) {
        this.timer = timer;
        this.maximum = maximum;
        budget = new YieldingBudget(maximum.getAsLong());
    }

    /** Calls a task that sends a number of bytes, as soon as the budget allows. */
    public void send(long bytes, Runnable start) {
        add(new Batch(bytes, false, start));
    }

    /** Calls a task that stores a number of bytes, which were received, as soon as the budget allows. */
    public void receive(long bytes, Runnable start) {
        add(new Batch(bytes, true, start));
    }

    private void add(Batch batch) {
        synchronized (this) {
            if (!isClosed) {
                waiting.add(batch);
                if (!isScheduled) {
                    isScheduled = true;
                    timer.execute(this::next);
                }
                return;
            }
        }
        batch.start.run();
    }

    private void next() {
        Batch batch = due();
        if (batch == null) {
            return;
        }
        try {
            batch.start.run();
        } finally {
            synchronized (this) {
                if (!isClosed) {
                    timer.execute(this::next);
                }
            }
        }
    }

    /** Returns the batch that may start now; null if none may, and then this is called again when one may. */
    private synchronized Batch due() {
        if (isClosed || waiting.isEmpty()) {
            isScheduled = false;
            return null;
        }
        long delay = freeNanos - System.nanoTime();
        if (delay > 0) {
            timer.schedule(this::next, delay, TimeUnit.NANOSECONDS);
            return null;
        }
        Batch batch = waiting.remove();
        isQuiet = false;
        receivedBytes += batch.isReceived ? batch.bytes : 0;
        long nanos = (long) (batch.bytes * 1e9 / budget.bytesPerSecond());
        freeNanos += Math.max(0, -delay - CREDIT_NANOS) + nanos;
        return batch;
    }

    /**
     * Ends a second, and changes the budget.
     *
     * @param p99Nanos the 99th percentile of the latency of operations in it, at least 0
     */
    public synchronized void second(long p99Nanos) {
        lastP99Nanos = p99Nanos;
        budget.limit(maximum.getAsLong());
        if (isQuiet) {
            budget.quiet(p99Nanos);
        } else {
            budget.worked(p99Nanos);
        }
        isQuiet = waiting.isEmpty();
    }

    /** Returns the bytes that a batch should have at most: few, so that an operation that comes behind a batch waits a short time. */
    public synchronized long batchBytes() {
        return Math.max(MIN_BATCH_BYTES, budget.bytesPerSecond() / BATCHES);
    }

    /** Returns the budget in bytes per second, of sent and received bytes together. */
    public synchronized long bytesPerSecond() {
        return budget.bytesPerSecond();
    }

    /** Returns the bytes that were received. */
    public synchronized long receivedBytes() {
        return receivedBytes;
    }

    /** Returns the number of seconds in which operations were slow while rows were copied. */
    public synchronized long slowSeconds() {
        return budget.slowSeconds();
    }

    /** Returns the p99 of the last second, in nanoseconds. */
    public synchronized long p99Nanos() {
        return lastP99Nanos;
    }

    /** Returns the mean p99 of the seconds in which nothing was copied, in nanoseconds. */
    public synchronized long quietP99Nanos() {
        return budget.quietP99Nanos();
    }

    /** Drops the batches that wait; later ones start at once, since the server stops. */
    @Override
    public synchronized void close() {
        isClosed = true;
        waiting.clear();
    }
}
