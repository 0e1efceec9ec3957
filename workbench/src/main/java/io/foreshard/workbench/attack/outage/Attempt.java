package io.foreshard.workbench.attack.outage;

import io.foreshard.workbench.attack.cluster.Daemons;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One execution of an operation in a thread of its own, which may hang. Thread-safe. */
final class Attempt {
    private final long startNanos = System.nanoTime();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile RuntimeException failure;
    private volatile long nanos;

    private Attempt() {}

    static Attempt begin(Runnable operation) {
        Attempt attempt = new Attempt();
        Daemons.thread(() -> attempt.run(operation)).start();
        return attempt;
    }

    private void run(Runnable operation) {
        try {
            operation.run();
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            nanos = System.nanoTime() - startNanos;
            end.countDown();
        }
    }

    /** Waits for the end; returns false if it has not come after a time. */
    boolean await(long millis) throws InterruptedException {
        return end.await(millis, TimeUnit.MILLISECONDS);
    }

    boolean hasEnded() {
        return end.getCount() == 0;
    }

    /** Returns whether the operation returned. */
    boolean succeeded() {
        return hasEnded() && failure == null;
    }

    /** Returns the exception, or null. */
    RuntimeException failure() {
        return failure;
    }

    /** Returns the milliseconds from a time to its end, 0 if it ended before. */
    long endedMillisAfter(long since) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(startNanos + nanos - since));
    }

    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(hasEnded() ? nanos : System.nanoTime() - startNanos);
    }
}
