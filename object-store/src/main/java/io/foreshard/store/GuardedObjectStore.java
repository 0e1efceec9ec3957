package io.foreshard.store;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import dev.failsafe.TimeoutExceededException;
import dev.failsafe.function.ContextualSupplier;
import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A store whose requests have a deadline, are tried again, and stop for a while when it does not answer at all.
 *
 * <p>Only {@link Reason#UNAVAILABLE} is tried again, and only it opens the circuit: five such failures in a row make every request fail at once for
 * five seconds, then one is let through. A request that is tried again may find that its first attempt had worked: that is a success.
 *
 * <p>Requests run on threads of their own: a caller that is interrupted neither breaks a request that others wait for, nor counts as a
 * failure of the store; it waits on, at most for the deadlines, and stays interrupted. Thread-safe.
 */
public final class GuardedObjectStore implements ObjectStore {
    private static final int RETRIES = 2;
    private static final int FAILURES = 5;

    private final ObjectStore store;
    private final CircuitBreaker<Object> breaker;
    private final FailsafeExecutor<Object> guard;
    /** As many threads as callers wait. */
    private final ExecutorService requests = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "foreshard-store");
        thread.setDaemon(true);
        return thread;
    });

    /** Guards a store with a deadline of ten seconds for each attempt. */
    public GuardedObjectStore(ObjectStore store) {
        this(store, Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    GuardedObjectStore(ObjectStore store, Duration deadline, Duration pause) {
        this.store = store;
        breaker = CircuitBreaker.builder()
                .handleIf(GuardedObjectStore::isUnavailable)
                .withFailureThreshold(FAILURES)
                .withDelay(pause)
                .build();
        RetryPolicy<Object> retries = RetryPolicy.builder()
                .handleIf(GuardedObjectStore::isUnavailable)
                .withMaxRetries(RETRIES)
                .withBackoff(50, 500, ChronoUnit.MILLIS)
                .withJitter(.5)
                .build();
        Timeout<Object> timeout = Timeout.builder(deadline).withInterrupt().build();
        guard = Failsafe.with(retries).compose(breaker).compose(timeout).with(requests);
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof TimeoutExceededException
                || failure instanceof ObjectStoreException known && known.reason() == Reason.UNAVAILABLE;
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        guarded(name, attempt -> {
            try {
                store.put(name, content);
            } catch (ObjectStoreException e) {
                if (attempt.isFirstAttempt() || e.reason() != Reason.ALREADY_EXISTS || !isStored(name, content)) {
                    throw e;
                }
            }
            return null;
        });
    }

    private boolean isStored(String name, ByteBuffer content) throws ObjectStoreException {
        return store.read(name).content().equals(content);
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        return guarded(name, attempt -> store.get(name, offset, length));
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        return guarded(name, attempt -> store.read(name));
    }

    @Override
    public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        return guarded(name, attempt -> {
            try {
                return store.replace(name, content, expectedVersion);
            } catch (ObjectStoreException e) {
                if (attempt.isFirstAttempt() || e.reason() != Reason.CONFLICT) {
                    throw e;
                }
                VersionedObject present = store.read(name);
                if (!present.content().equals(content)) {
                    throw e;
                }
                return present.version();
            }
        });
    }

    @Override
    public void delete(Collection<String> names) throws ObjectStoreException {
        guarded(names.isEmpty() ? "" : names.iterator().next(), attempt -> {
            store.delete(names);
            return null;
        });
    }

    @Override
    public List<String> list(String prefix) throws ObjectStoreException {
        return guarded(prefix, attempt -> store.list(prefix));
    }

    private <T> T guarded(String name, ContextualSupplier<T, T> request) throws ObjectStoreException {
        CompletableFuture<T> answer = guard.getAsync(attempt -> request.get(typed(attempt)));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException e) {
                    interrupted = true; // the deadline bounds the wait
                } catch (ExecutionException e) {
                    throw failure(name, e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ObjectStoreException failure(String name, Throwable cause) {
        if (cause instanceof ObjectStoreException known) {
            return known;
        }
        if (cause instanceof CircuitBreakerOpenException) {
            return new ObjectStoreException(
                    Reason.UNAVAILABLE,
                    "The object store does not answer; it is asked again in "
                            + breaker.getRemainingDelay().toMillis() + " ms.",
                    cause);
        }
        if (cause instanceof TimeoutExceededException) {
            return new ObjectStoreException(
                    Reason.UNAVAILABLE, "The object store did not answer in time about " + name + ".", cause);
        }
        if (cause instanceof RuntimeException unexpected) {
            throw unexpected;
        }
        return new ObjectStoreException(Reason.UNAVAILABLE, "The request about " + name + " failed.", cause);
    }

    @SuppressWarnings("unchecked") // the context is asked about attempts only
    private static <T> ExecutionContext<T> typed(ExecutionContext<?> attempt) {
        return (ExecutionContext<T>) attempt;
    }

    @Override
    public void close() {
        requests.shutdownNow();
        store.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
