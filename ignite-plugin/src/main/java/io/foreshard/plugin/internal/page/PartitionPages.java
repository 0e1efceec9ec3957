package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import java.util.concurrent.atomic.LongAdder;

/** One partition on this node: the number of accesses to its data pages, and its tiered partition if it has one. Thread-safe. */
public final class PartitionPages {
    private final LongAdder accesses = new LongAdder();
    private volatile TieredPartition tiered;
    private volatile UnlistedPages unlisted;

    void accessed() {
        accesses.increment();
    }

    /** Returns the number of times its data pages were acquired since the node started. */
    public long accesses() {
        return accesses.sum();
    }

    /** Sets the tiered partition when its file is opened, and null when it is closed. */
    public void tiered(TieredPartition opened) {
        unlisted = opened == null ? null : new UnlistedPages(opened.copiedPages());
        tiered = opened;
    }

    /** Returns the pages that are in no free list; null if all its pages are always local. */
    UnlistedPages unlisted() {
        return unlisted;
    }

    /** Returns the tiered partition, or null if all its pages are always local. */
    public TieredPartition tiered() {
        return tiered;
    }

    boolean hasRemotePages() {
        TieredPartition present = tiered;
        return present != null && present.remotePages() != 0;
    }
}
