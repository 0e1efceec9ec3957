package io.foreshard.plugin.store;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import dev.failsafe.TimeoutExceededException;
import dev.failsafe.function.ContextualSupplier;
import io.foreshard.plugin.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;

/**
 * A store whose requests have a deadline, are tried again, and stop for a while when it does not answer at all.
 *
 * <p>Only {@link Reason#UNAVAILABLE} is tried again, and only it opens the circuit: five such failures in a row make every request fail at once for
 * five seconds, then one is let through. A request that is tried again may find that its first attempt had worked: that is a success.
 */
public final class GuardedObjectStore implements ObjectStore {
    private static final int RETRIES = 2;
    private static final int FAILURES = 5;

    private final ObjectStore store;
    private final CircuitBreaker<Object> breaker;
    private final FailsafeExecutor<Object> guard;

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
        guard = Failsafe.with(retries).compose(breaker).compose(timeout);
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
        try {
            return guard.get(attempt -> request.get(typed(attempt)));
        } catch (CircuitBreakerOpenException e) {
            throw new ObjectStoreException(
                    Reason.UNAVAILABLE,
                    "The object store does not answer; it is asked again in "
                            + breaker.getRemainingDelay().toMillis() + " ms.",
                    e);
        } catch (TimeoutExceededException e) {
            throw new ObjectStoreException(
                    Reason.UNAVAILABLE, "The object store did not answer in time about " + name + ".", e);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof ObjectStoreException known) {
                throw known;
            }
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                throw new ObjectStoreException(Reason.UNAVAILABLE, "A request about " + name + " was interrupted.", e);
            }
            throw e;
        }
    }

    @SuppressWarnings("unchecked") // the context is asked about attempts only
    private static <T> ExecutionContext<T> typed(ExecutionContext<?> attempt) {
        return (ExecutionContext<T>) attempt;
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
