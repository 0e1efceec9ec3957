package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import java.util.concurrent.atomic.LongAdder;

/** One partition on this node: the accesses of its data pages and, if it is tiered, its pages. Thread-safe. */
public final class PartitionPages {
    private final LongAdder accesses = new LongAdder();
    private volatile TieredPartition tiered;

    void accessed() {
        accesses.increment();
    }

    /** Returns the acquisitions of its data pages since the node started. */
    public long accesses() {
        return accesses.sum();
    }

    /** The partition was opened, perhaps again. */
    public void tiered(TieredPartition opened) {
        tiered = opened;
    }

    /** Returns the tiered partition, or null if all its pages are always local. */
    public TieredPartition tiered() {
        return tiered;
    }
}
