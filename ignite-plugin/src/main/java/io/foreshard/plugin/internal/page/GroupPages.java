package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ignite.internal.pagemem.PageIdAllocator;

/** The partitions of a cache group that were opened or accessed, by number. A look-up takes no lock and allocates nothing. Thread-safe. */
public final class GroupPages {
    private final AtomicInteger remotePartitions = new AtomicInteger();
    private final PartitionPages indexes = new PartitionPages(remotePartitions);
    /** Written again after each addition: a reader that sees the array sees its elements. */
    private volatile PartitionPages[] partitions = {};

    /** Returns a partition, or null if it was neither opened nor accessed. */
    PartitionPages get(int number) {
        if (number == PageIdAllocator.INDEX_PARTITION) {
            return indexes;
        }
        PartitionPages[] present = partitions;
        return number < present.length ? present[number] : null;
    }

    /** Returns a partition; adds it at its first access. */
    PartitionPages getOrAdd(int number) {
        PartitionPages present = get(number);
        return present != null ? present : add(number);
    }

    private synchronized PartitionPages add(int number) {
        PartitionPages[] grown = number < partitions.length
                ? partitions
                : Arrays.copyOf(partitions, Integer.highestOneBit(number) * 2 + 1);
        if (grown[number] == null) {
            grown[number] = new PartitionPages(remotePartitions);
        }
        partitions = grown;
        return grown[number];
    }

    /** Returns whether a page of the group is remote on this node; costs one volatile read. */
    boolean hasRemotePages() {
        return remotePartitions.get() != 0;
    }

    /** Returns the partitions with a tier, by number. */
    public Map<Integer, TieredPartition> tiered() {
        Map<Integer, TieredPartition> tiered = new TreeMap<>();
        PartitionPages[] present = partitions;
        for (int number = 0; number < present.length; number++) {
            TieredPartition partition = present[number] == null ? null : present[number].tiered();
            if (partition != null) {
                tiered.put(number, partition);
            }
        }
        return tiered;
    }
}
