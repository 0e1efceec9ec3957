package io.foreshard.plugin.node;

import io.foreshard.plugin.metrics.Durations;
import io.foreshard.plugin.metrics.Metric;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.StoreListener;
import io.foreshard.store.StoreOperation;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** The events of the object store and the durations of its requests. Thread-safe; does not block. */
final class StoreEvents implements StoreListener {
    private final EventLog log;
    private final Durations requests = new Durations(
            Metric.STORE_REQUEST_SECONDS,
            Arrays.stream(StoreOperation.values()).map(StoreEvents::label).toList());
    private final LongAdder hedgesAnswered = new LongAdder();
    private final LongAdder hedgesInVain = new LongAdder();
    private volatile boolean breakerOpen;

    StoreEvents(EventLog log) {
        this.log = log;
    }

    /** Returns the durations of successful calls of the object store. */
    Durations requests() {
        return requests;
    }

    private static String label(StoreOperation operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void answered(StoreOperation operation, Duration elapsed) {
        requests.observe(label(operation), elapsed);
    }

    @Override
    public void failed(StoreOperation operation, String name, Duration elapsed, ObjectStoreException cause) {
        switch (cause.reason()) {
            case NOT_FOUND, ALREADY_EXISTS, CONFLICT -> {} // the callers handle these
            case DENIED, UNAVAILABLE, CORRUPT, UNSUPPORTED -> {
                // An open breaker, which was reported, fails thousands of calls a second.
                if (!breakerOpen) {
                    log.report(
                            Event.STORE_CALL_FAILED,
                            "A call of the object store failed after " + elapsed.toMillis() + " ms (" + label(operation)
                                    + ").",
                            cause);
                }
            }
        }
    }

    @Override
    public void hedged(boolean isAnswered) {
        (isAnswered ? hedgesAnswered : hedgesInVain).increment();
    }

    /** Returns the second sendings of late reads that were answered first. */
    long hedgesAnswered() {
        return hedgesAnswered.sum();
    }

    /** Returns the second sendings of late reads that were not answered first. */
    long hedgesInVain() {
        return hedgesInVain.sum();
    }

    @Override
    public void breakerOpened(ObjectStoreException cause) {
        breakerOpen = true;
        log.report(
                Event.BREAKER_OPENED,
                "The object store does not answer: calls fail without a request until it does.",
                cause);
    }

    @Override
    public void breakerClosed() {
        breakerOpen = false;
        log.report(Event.BREAKER_CLOSED, "The object store answers again.", null);
    }

    /** Returns whether calls of the object store fail without a request. */
    boolean isBreakerOpen() {
        return breakerOpen;
    }
}
