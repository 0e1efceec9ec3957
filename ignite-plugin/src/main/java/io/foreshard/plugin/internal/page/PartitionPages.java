package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import java.util.concurrent.atomic.LongAdder;

/** One partition on this node: how often its data pages were acquired and, if its pages may leave, where they are. Thread-safe. */
public final class PartitionPages {
    private final LongAdder accesses = new LongAdder();
    private volatile TieredPartition tiered;

    void accessed() {
        accesses.increment();
    }

    public long accesses() {
        return accesses.sum();
    }

    public void tiered(TieredPartition opened) {
        tiered = opened;
    }

    /** Returns where the pages are, or null if all of them stay here. */
    public TieredPartition tiered() {
        return tiered;
    }
}
