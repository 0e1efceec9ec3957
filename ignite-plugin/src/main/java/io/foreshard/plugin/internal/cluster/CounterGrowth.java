package io.foreshard.plugin.internal.cluster;

import java.util.HashMap;
import java.util.Map;

/** The growth of one counter of each partition of a cache group between two looks at it. Not thread-safe. */
final class CounterGrowth {
    private final Map<Integer, Long> counters = new HashMap<>();

    /** Returns the growth since the last look; 0 at the first look, after {@link #forget}, and if the counter is lower than before. */
    long next(int partition, long counter) {
        Long before = counters.put(partition, counter);
        return before == null ? 0 : Math.max(0, counter - before);
    }

    /** The counter may grow until the next look by what does not count. */
    void forget(int partition) {
        counters.remove(partition);
    }
}
