package io.foreshard.prefetch;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counters of a prefetcher. Thread-safe; a reader sees each counter by itself. */
public final class PrefetchStatistics {
    final LongAdder issued = new LongAdder();
    final LongAdder eventsDropped = new LongAdder();
    final LongAdder eventsFailed = new LongAdder();
    private final Map<Outcome, LongAdder> outcomes =
            Stream.of(Outcome.values()).collect(Collectors.toMap(Function.identity(), outcome -> new LongAdder()));

    PrefetchStatistics() {}

    void count(Outcome outcome) {
        outcomes.get(outcome).increment();
    }

    /** Returns the number of prefetches whose fetch was started. */
    public long issued() {
        return issued.sum();
    }

    /** Returns the number of prefetches that ended in this way. */
    public long ended(Outcome outcome) {
        return outcomes.get(outcome).sum();
    }

    /** Returns the number of actions and session starts without a prediction, because too many of them waited. */
    public long eventsDropped() {
        return eventsDropped.sum();
    }

    /** Returns the number of actions and session starts whose prediction failed. */
    public long eventsFailed() {
        return eventsFailed.sum();
    }
}
