package io.foreshard.store;

import java.time.Duration;
import java.util.Collection;

/**
 * Receives the events of a {@link GuardedObjectStore}, to log or count them. All methods do nothing by default.
 *
 * <p>Called from the threads that call the store: implementations are thread-safe, do not block and do not throw.
 */
public interface StoreListener {
    /** A listener that ignores all events. */
    StoreListener NONE = new StoreListener() {};

    /**
     * A call succeeded.
     *
     * @param elapsed duration of the call, retries included
     */
    default void answered(StoreOperation operation, Duration elapsed) {}

    /**
     * A call failed, after its retries if it had any. A missing object, a taken name and a conflict count as failures here; an open breaker fails calls
     * after some microseconds.
     *
     * @param name object of the call; the first of several; the prefix of a listing
     * @param elapsed duration of the call, retries included
     */
    default void failed(StoreOperation operation, String name, Duration elapsed, ObjectStoreException cause) {}

    /** An attempt failed and is repeated after a pause. */
    default void retried(StoreOperation operation, String name, ObjectStoreException cause) {}

    /**
     * A read was late and was sent a second time.
     *
     * @param isAnswered whether the second sending was answered first
     */
    default void hedged(boolean isAnswered) {}

    /** The breaker opened: calls fail without a request until the store answers a trial. Repeated trials that fail are not reported. */
    default void breakerOpened(ObjectStoreException cause) {}

    /** The breaker closed: the store answered a trial. */
    default void breakerClosed() {}

    /** A call that deletes objects failed; all, some or none of them are deleted. Called beside {@link #failed}. */
    default void deleteFailed(Collection<String> names, ObjectStoreException cause) {}
}
