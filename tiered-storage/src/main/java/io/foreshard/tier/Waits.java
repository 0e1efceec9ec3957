package io.foreshard.tier;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The changes or threads that wait for the store at present, and since when. Thread-safe. */
final class Waits {
    private final Map<Object, Long> begins = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    Waits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A waiter waits since some time ago; a wait that is known keeps its begin. */
    void begin(Object waiter, Duration ago) {
        begins.putIfAbsent(waiter, nanoTime.getAsLong() - ago.toNanos());
    }

    /** A waiter does not wait any more. */
    void end(Object waiter) {
        begins.remove(waiter);
    }

    /** Returns the number of waiters. */
    int count() {
        return begins.size();
    }

    /** Returns the time that the first of them has waited; zero if none waits. */
    Duration longest() {
        long now = nanoTime.getAsLong();
        return Duration.ofNanos(
                begins.values().stream().mapToLong(begin -> now - begin).max().orElse(0));
    }
}
