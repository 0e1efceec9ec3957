package io.foreshard.prefetch;

import java.util.concurrent.atomic.LongAdder;

/** Counters of what became of prefetches. */
public final class PrefetchStatistics {
    final LongAdder issued = new LongAdder();
    final LongAdder used = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder wasted = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder failed = new LongAdder();

    PrefetchStatistics() {}

    /** Returns the keys whose fetch was started. */
    public long issued() {
        return issued.sum();
    }

    /** Returns the keys that a read found warm. */
    public long used() {
        return used.sum();
    }

    /** Returns the keys that were read while they were still being fetched. */
    public long late() {
        return late.sum();
    }

    /** Returns the keys that were fetched and not read in time. */
    public long wasted() {
        return wasted.sum();
    }

    /** Returns the keys that left the queue unfetched: no room, too old, read already, or the user went elsewhere. */
    public long dropped() {
        return dropped.sum();
    }

    /** Returns the keys whose fetch failed or took too long, and predictions that failed. */
    public long failed() {
        return failed.sum();
    }
}
