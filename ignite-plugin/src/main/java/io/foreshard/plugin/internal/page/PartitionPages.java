package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** One partition on this node: the number of accesses to its data pages and of reads of its rows, and its tiered partition if it has one. Thread-safe. */
public final class PartitionPages {
    private final LongAdder accesses = new LongAdder();
    private final LongAdder reads = new LongAdder();
    private final AtomicLong cpuNanos = new AtomicLong();
    private final AtomicInteger remotePartitions;
    private volatile int readsOfChange = 1;
    private volatile TieredPartition tiered;
    private volatile UnlistedPages unlisted;

    /** Pages that recovery has changed before the file was opened, by their numbers in it; null if there are none. */
    private BitSet restored;

    /** @param remotePartitions number of partitions of the group with remote pages */
    PartitionPages(AtomicInteger remotePartitions) {
        this.remotePartitions = remotePartitions;
    }

    /**
     * A data page is accessed.
     *
     * @param page number in the file: the header is page 0
     */
    void accessed(int page) {
        accesses.increment();
        TieredPartition present = tiered;
        if (present != null) {
            present.accessed(page);
        }
    }

    /** Returns the number of times its data pages were acquired since the node started. */
    public long accesses() {
        return accesses.sum();
    }

    /** A user has read a row. */
    void rowRead() {
        reads.increment();
    }

    /**
     * A row is changed, which counts as a write: its own access to the page, and its reads of the old row, are taken back.
     *
     * @param before accesses to the same page that counted as reads, one after another, that of the change included
     */
    void rowChanged(int before) {
        reads.add(-Math.min(before, 1 + readsOfChange));
    }

    /** Sets how often a change reads the old row: once, or twice in a transaction. */
    public void readsOfChange(int times) {
        readsOfChange = times;
    }

    /** Returns the number of rows that users have read since the node started, see {@link RowReads}. */
    public long reads() {
        return reads.sum();
    }

    /** Threads have used CPU time for its rows. */
    void usedCpu(long nanos) {
        cpuNanos.addAndGet(nanos);
    }

    /** Returns the CPU time that threads have used for its rows since the node started, see {@link CpuSamples}. */
    public long cpuNanos() {
        return cpuNanos.get();
    }

    /** Sets the tiered partition when its file is opened, and null when it is closed. */
    public synchronized void tiered(TieredPartition opened) {
        if (tiered != null) {
            tiered.countIfRemote(unused -> {});
        }
        unlisted = opened == null ? null : unlisted(opened.copiedPages());
        tiered = opened;
        if (opened != null) {
            opened.countIfRemote(remotePartitions::addAndGet);
        }
    }

    private UnlistedPages unlisted(BitSet copied) {
        if (restored != null) {
            copied.andNot(restored);
            restored = null;
        }
        return new UnlistedPages(copied);
    }

    /**
     * Recovery has changed a page, which may be in a list since. It writes whole pages from the write-ahead log into memory before it opens their file.
     *
     * @param page number in the file: the header is page 0
     */
    synchronized void restored(int page) {
        if (unlisted != null) {
            unlisted.remove(page);
            return;
        }
        if (restored == null) {
            restored = new BitSet();
        }
        restored.set(page);
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
