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

    /** Returns the keys whose fetch was started. */
    public long issued() {
        return issued.sum();
    }

    /** Returns the keys that were read after their fetch. */
    public long used() {
        return used.sum();
    }

    /** Returns the keys that were read during their fetch. */
    public long late() {
        return late.sum();
    }

    /** Returns the fetched keys without a read within their time to live. */
    public long wasted() {
        return wasted.sum();
    }

    /** Returns the keys dropped before their fetch: no room, too old, already read, or cancelled by a new action; and the events dropped on overload. */
    public long dropped() {
        return dropped.sum();
    }

    /** Returns the keys whose fetch failed or exceeded its deadline, and the events whose prediction failed. */
    public long failed() {
        return failed.sum();
    }
}
