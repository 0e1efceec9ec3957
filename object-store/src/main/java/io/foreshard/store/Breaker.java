package io.foreshard.store;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreaker.State;
import io.foreshard.store.GuardedObjectStore.BreakerState;
import io.foreshard.store.ObjectStoreException.Reason;
import java.time.Duration;

/** The circuit breaker of a guard: opens after five failures in a row, lets one call through after each pause. Thread-safe. */
final class Breaker {
    private static final int FAILURES = 5;

    private final CircuitBreaker<Object> circuit;
    /** Set before the failure is recorded, which opens the circuit and calls the listener in the same thread. */
    private volatile ObjectStoreException lastFailure;

    Breaker(Duration pause, StoreListener listener) {
        circuit = CircuitBreaker.builder()
                .withFailureThreshold(FAILURES)
                .withSuccessThreshold(1)
                .withDelay(pause)
                .onOpen(event -> {
                    if (event.getPreviousState() == State.CLOSED) {
                        listener.breakerOpened(lastFailure);
                    }
                })
                .onClose(event -> listener.breakerClosed())
                .build();
    }

    /** Lets an attempt through, whose outcome must then be recorded, or throws UNAVAILABLE. */
    void acquire() throws ObjectStoreException {
        if (!circuit.tryAcquirePermit()) {
            throw new ObjectStoreException(
                    Reason.UNAVAILABLE,
                    "The object store does not answer; the next attempt is in "
                            + circuit.getRemainingDelay().toMillis() + " ms.",
                    lastFailure);
        }
    }

    void succeeded() {
        circuit.recordSuccess();
    }

    void failed(ObjectStoreException failure) {
        lastFailure = failure;
        circuit.recordFailure();
    }

    BreakerState state() {
        return switch (circuit.getState()) {
            case CLOSED -> BreakerState.CLOSED;
            case OPEN -> BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
        };
    }
}
