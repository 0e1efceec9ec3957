package io.foreshard.store;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The waits of one call until its deadline. An interrupt does not end them; {@link #close} restores it. Used by one thread. */
final class PatientWaits implements AutoCloseable {
    private final long start = System.nanoTime();
    private final long deadlineNanos;
    private boolean interrupted;

    PatientWaits(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    long elapsedNanos() {
        return System.nanoTime() - start;
    }

    long remainingNanos() {
        return deadlineNanos - elapsedNanos();
    }

    /** Waits for an answer, at most for a time and until the deadline. */
    <T> T answer(Future<T> answer, long atMostNanos) throws ExecutionException, TimeoutException {
        long end = System.nanoTime() + Math.min(atMostNanos, remainingNanos());
        while (true) {
            try {
                return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /** Waits for an element, at most for a time and until the deadline; returns null if there was none. */
    <T> T poll(BlockingQueue<T> queue, long atMostNanos) {
        long end = System.nanoTime() + Math.min(atMostNanos, remainingNanos());
        while (true) {
            try {
                return queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /** Waits for a time. */
    void pause(long nanos) {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + nanos;
        while (end - System.nanoTime() > 0) {
            try {
                never.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    @Override
    public void close() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
