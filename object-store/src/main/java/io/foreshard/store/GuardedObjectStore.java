package io.foreshard.store;

import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A store whose calls keep a deadline and are retried: the only layer that retries.
 *
 * <ul>
 *   <li>A call takes at most {@link RequestLimits#deadline}, retries, pauses and the check of a repeated write included, whatever the store does.
 *       Each page of a listing and each 1,000 names to delete are a call of their own.
 *   <li>Only {@link Reason#UNAVAILABLE} is retried: at most twice, after 50 ms and 100 ms with 50 % jitter, and only within {@link RetryBudget}.
 *   <li>Five attempts in a row that end with UNAVAILABLE open the breaker: calls fail at once until the store answers a trial, one after each
 *       {@link RequestLimits#pause}.
 *   <li>A {@link #get} that takes longer than most others of its size is sent a second time, for 5 % of them at most ({@link HedgePolicy}); the first answer
 *       counts, and breaker and retries see one attempt. Nothing else is sent twice at the same time.
 *   <li>A repeated write that is refused reads the object back: if it holds the written content, the call is a success. A {@link #replace} whose first
 *       attempt was executed and whose object was replaced again since then fails with CONFLICT.
 * </ul>
 *
 * <p>Attempts run on threads of an executor. An interrupt of the caller neither breaks an attempt, which other callers may wait for, nor counts as a
 * failure of the store: the call waits on, at most until the deadline, and restores the interrupt. An attempt that timed out is
 * interrupted; its thread is free when the store ends the request, which S3 does within the attempt timeout.
 *
 * <p>Thread-safe.
 */
public final class GuardedObjectStore implements ObjectStore {
    private static final int MAX_ATTEMPTS = 3;
    /** Divisor: a retry needs at least a quarter of the attempt timeout left; a shorter one would most likely fail and add load. */
    private static final int SHORTEST_ATTEMPT = 4;

    /** As many names as S3 deletes with one request. */
    private static final int DELETED_AT_ONCE = 1_000;

    private static final long BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ObjectStore store;
    private final long deadlineNanos;
    private final long attemptNanos;
    private final Attempts attempts;
    private final HedgePolicy hedges = new HedgePolicy();
    private final StoreListener listener;
    private final Breaker breaker;
    private final RetryBudget budget = new RetryBudget();

    /** The states of the breaker, for a metric. */
    public enum BreakerState {
        /** Calls are sent. */
        CLOSED,
        /** Calls fail without a request. */
        OPEN,
        /** One call is sent as a trial, the others fail without a request. */
        HALF_OPEN
    }

    /**
     * Guards a store.
     *
     * @param store guarded store; {@link #close} closes it
     * @param requests runs the attempts; needs one thread for each concurrent caller, and for each read that is sent a second time, as a cached pool has. The caller shuts it down
     */
    public GuardedObjectStore(
            ObjectStore store, RequestLimits limits, ExecutorService requests, StoreListener listener) {
        this.store = store;
        this.deadlineNanos = limits.deadline().toNanos();
        this.attemptNanos = limits.attempt().toNanos();
        this.attempts = new Attempts(requests, listener);
        this.listener = listener;
        this.breaker = new Breaker(limits.pause(), listener);
    }

    /** Returns the state of the breaker. */
    public BreakerState breakerState() {
        return breaker.state();
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        call(StoreOperation.PUT, name, isRepeated -> {
            if (isRepeated) {
                RepeatedWrites.put(store, name, content);
            } else {
                store.put(name, content);
            }
            return null;
        });
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        return call(StoreOperation.GET, name, hedges.read(length), isRepeated -> store.get(name, offset, length));
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        return call(StoreOperation.READ, name, isRepeated -> store.read(name));
    }

    @Override
    public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        return call(
                StoreOperation.REPLACE,
                name,
                isRepeated -> isRepeated
                        ? RepeatedWrites.replace(store, name, content, expectedVersion)
                        : store.replace(name, content, expectedVersion));
    }

    /** Sends a call, with its own deadline and retries, for each 1,000 names. */
    @Override
    public void delete(Collection<String> names) throws ObjectStoreException {
        List<String> all = List.copyOf(names);
        for (int from = 0; from < all.size(); from += DELETED_AT_ONCE) {
            List<String> batch = all.subList(from, Math.min(from + DELETED_AT_ONCE, all.size()));
            try {
                call(StoreOperation.DELETE, batch.get(0), isRepeated -> {
                    store.delete(batch);
                    return null;
                });
            } catch (ObjectStoreException e) {
                listener.deleteFailed(all.subList(from, all.size()), e);
                throw e;
            }
        }
    }

    @Override
    public ListedPage listPage(String prefix, String position) throws ObjectStoreException {
        return call(StoreOperation.LIST, prefix, isRepeated -> store.listPage(prefix, position));
    }

    @Override
    public int deleteUnfinished(Duration olderThan) throws ObjectStoreException {
        return call(StoreOperation.DELETE, "", isRepeated -> store.deleteUnfinished(olderThan));
    }

    /** One attempt of a call. */
    @FunctionalInterface
    private interface Attempt<T> {
        T send(boolean isRepeated) throws ObjectStoreException;
    }

    private <T> T call(StoreOperation operation, String name, Attempt<T> attempt) throws ObjectStoreException {
        return call(operation, name, Hedge.NEVER, attempt);
    }

    private <T> T call(StoreOperation operation, String name, Hedge hedge, Attempt<T> attempt)
            throws ObjectStoreException {
        budget.deposit();
        try (PatientWaits waits = new PatientWaits(deadlineNanos)) {
            for (int number = 1; ; number++) {
                try {
                    T answer = send(attempt, number > 1, hedge, name, waits);
                    listener.answered(operation, Duration.ofNanos(waits.elapsedNanos()));
                    return answer;
                } catch (ObjectStoreException e) {
                    long backoff = backoffNanos(number);
                    if (!mayRetry(e, number, waits.remainingNanos() - backoff)) {
                        ObjectStoreException failure = summary(e, number, waits.elapsedNanos());
                        listener.failed(operation, name, Duration.ofNanos(waits.elapsedNanos()), failure);
                        throw failure;
                    }
                    listener.retried(operation, name, e);
                    waits.pause(backoff);
                }
            }
        }
    }

    private boolean mayRetry(ObjectStoreException failure, int attempts, long remainingNanos) {
        return failure.reason() == Reason.UNAVAILABLE
                && attempts < MAX_ATTEMPTS
                && remainingNanos >= attemptNanos / SHORTEST_ATTEMPT
                && breaker.state() != BreakerState.OPEN
                && budget.take();
    }

    private static long backoffNanos(int attempts) {
        long exponential = BACKOFF_NANOS << attempts - 1;
        return (long) (exponential * ThreadLocalRandom.current().nextDouble(.5, 1.5));
    }

    private static ObjectStoreException summary(ObjectStoreException last, int attempts, long elapsedNanos) {
        return attempts == 1
                ? last
                : new ObjectStoreException(
                        last.reason(),
                        last.getMessage() + " (" + attempts + " attempts in "
                                + TimeUnit.NANOSECONDS.toMillis(elapsedNanos) + " ms)",
                        last);
    }

    private <T> T send(Attempt<T> attempt, boolean isRepeated, Hedge hedge, String name, PatientWaits waits)
            throws ObjectStoreException {
        breaker.acquire();
        try {
            T result = attempts.send(() -> attempt.send(isRepeated), hedge, waits, attemptNanos);
            breaker.succeeded();
            return result;
        } catch (RejectedExecutionException e) {
            throw failed("The call about " + name + " was not sent: the threads of the store are stopped or busy.", e);
        } catch (TimeoutException e) {
            throw failed("The object store did not answer the call about " + name + " in time.", e);
        } catch (ExecutionException e) {
            throw failure(name, e.getCause());
        }
    }

    /** Records the outcome of an attempt and returns its exception; an exception outside the contract of stores counts as a failure and is thrown. */
    private ObjectStoreException failure(String name, Throwable cause) {
        if (cause instanceof ObjectStoreException known) {
            if (known.reason() == Reason.UNAVAILABLE) {
                breaker.failed(known);
            } else {
                breaker.succeeded();
            }
            return known;
        }
        if (cause instanceof IllegalArgumentException refused) {
            breaker.succeeded(); // nothing was sent, and the permit of a trial must be returned
            throw refused;
        }
        ObjectStoreException unexpected = failed("The call about " + name + " failed.", cause);
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return unexpected;
    }

    private ObjectStoreException failed(String message, Throwable cause) {
        ObjectStoreException failure = new ObjectStoreException(Reason.UNAVAILABLE, message, cause);
        breaker.failed(failure);
        return failure;
    }

    /** Closes the guarded store; the executor stays. */
    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
