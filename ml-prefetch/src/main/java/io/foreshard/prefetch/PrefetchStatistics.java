package io.foreshard.prefetch;

import java.util.concurrent.atomic.LongAdder;

/** Counters of prefetched keys by outcome. Thread-safe; a reader sees each counter by itself. */
public final class PrefetchStatistics {
    final LongAdder issued = new LongAdder();
    final LongAdder used = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder wasted = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder failed = new LongAdder();

    PrefetchStatistics() {}

    /** Returns the number of keys whose fetch was started. */
    public long issued() {
        return issued.sum();
    }

    /** Returns the number of keys that were read after their fetch. */
    public long used() {
        return used.sum();
    }

    /** Returns the number of keys that were read during their fetch. */
    public long late() {
        return late.sum();
    }

    /** Returns the number of fetched keys that were not read within their time to live, or while the queue awaited their read. */
    public long wasted() {
        return wasted.sum();
    }

    /** Returns the number of keys dropped before their fetch (no room, too old, already read, or cancelled by a new action) plus the events dropped on overload. */
    public long dropped() {
        return dropped.sum();
    }

    /** Returns the number of keys whose fetch failed or exceeded its deadline, plus the events whose prediction failed. */
    public long failed() {
        return failed.sum();
    }
}
