package io.foreshard.tier;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The threads that wait for the store at present, and since when. Thread-safe. */
final class Waits {
    private final Map<Thread, Long> begins = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    Waits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The current thread waits since some time ago; a wait that is known keeps its begin. */
    void begin(Duration ago) {
        begins.putIfAbsent(Thread.currentThread(), nanoTime.getAsLong() - ago.toNanos());
    }

    /** The current thread does not wait any more. */
    void end() {
        begins.remove(Thread.currentThread());
    }

    /** Returns the number of threads that wait. */
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
