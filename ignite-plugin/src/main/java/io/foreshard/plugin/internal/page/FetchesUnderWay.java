package io.foreshard.plugin.internal.page;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The threads that fetch a cold page for Ignite, and since when: some of them hold its checkpoint lock. Thread-safe. */
final class FetchesUnderWay {
    private final Map<Thread, Long> begins = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    FetchesUnderWay(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The current thread begins a fetch. */
    void begin() {
        begins.put(Thread.currentThread(), nanoTime.getAsLong());
    }

    /** The current thread has ended its fetch. */
    void end() {
        begins.remove(Thread.currentThread());
    }

    /** Returns the nanoseconds that the slowest fetch has taken; 0 if there is none. */
    long oldestNanos() {
        if (begins.isEmpty()) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        return begins.values().stream().mapToLong(begin -> now - begin).max().orElse(0);
    }
}
