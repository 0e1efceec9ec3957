package io.foreshard.plugin.internal.cluster;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.internal.page.PartitionPages;
import io.foreshard.plugin.shard.LocalLoads;
import io.foreshard.plugin.shard.LocalPartition;
import io.foreshard.plugin.shard.PartitionLoads;
import io.foreshard.tier.TieredPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.store.IgnitePageStoreManager;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.util.typedef.internal.CU;

/**
 * The loads of the partitions on this node, over all cache groups that are placed by the map: those whose affinity function is the {@link
 * BehavioralAffinityFunction} with the number of partitions of the map. Also the operations on the windows of users, whose partitions are others.
 *
 * <p>Writes are the growth of Ignite's update counters while this node is the primary: an acknowledged put, removal or entry processor counts once, however it arrived.
 * Reads and CPU time are those of {@link PartitionPages}. Without persistence bytes, reads and CPU time are 0. Thread-safe.
 */
public final class CachePartitionLoads implements PartitionLoads {
    private final GridKernalContext context;
    private final PageMemories memories;
    private final int partitions;
    private final int windows;
    private final Map<Integer, Counted> groups = new HashMap<>();
    private final Map<Integer, Operations> operations = new HashMap<>();
    private long windowOperations;

    /**
     * @param partitions number of partitions of the map
     * @param windows name of the cache of windows
     */
    public CachePartitionLoads(Ignite ignite, PageMemories memories, int partitions, String windows) {
        this.memories = memories;
        this.context = ((IgniteEx) ignite).context();
        this.partitions = partitions;
        this.windows = CU.cacheId(windows);
    }

    @Override
    public synchronized LocalLoads read() {
        Map<Integer, LocalPartition> sizes = new TreeMap<>();
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            if (!group.affinityNode()) {
                continue;
            }
            if (isPlaced(group)) {
                count(group, (partition, counted) -> {
                    operations.merge(partition.id(), counted, Operations::plus);
                    sizes.merge(partition.id(), sizes(group, partition), LocalPartition::plus);
                });
            } else if (group.groupId() == windows) {
                count(group, (partition, counted) -> windowOperations += counted.reads + counted.writes);
            }
        }
        sizes.replaceAll((partition, of) -> of.plus(operations.get(partition).toPartition()));
        return new LocalLoads(sizes, windowOperations);
    }

    private boolean isPlaced(CacheGroupContext group) {
        return group.config().getAffinity() instanceof BehavioralAffinityFunction function
                && function.partitions() == partitions;
    }

    /** Passes on each partition of a group on this node, and its operations since the last call. */
    private void count(CacheGroupContext group, BiConsumer<GridDhtLocalPartition, Operations> consumer) {
        int readsOfChange = group.config().getAtomicityMode() == CacheAtomicityMode.ATOMIC ? 1 : 2;
        Counted counted = groups.computeIfAbsent(group.groupId(), unused -> new Counted());
        for (GridDhtLocalPartition partition : group.topology().currentLocalPartitions()) {
            PartitionPages pages = memories.partition(group.groupId(), partition.id());
            pages.readsOfChange(readsOfChange);
            long writes = 0;
            if (isPrimary(group, partition)) {
                writes = counted.writes.next(partition.id(), partition.updateCounter());
            } else {
                counted.writes.forget(partition.id());
            }
            consumer.accept(
                    partition,
                    new Operations(
                            counted.reads.next(partition.id(), pages.reads()),
                            writes,
                            counted.cpuNanos.next(partition.id(), pages.cpuNanos())));
        }
    }

    private static boolean isPrimary(CacheGroupContext group, GridDhtLocalPartition partition) {
        return partition.primary(group.topology().readyTopologyVersion());
    }

    private LocalPartition sizes(CacheGroupContext group, GridDhtLocalPartition partition) {
        if (!isPrimary(group, partition)) {
            return LocalPartition.NONE;
        }
        TieredPartition tiered =
                memories.partition(group.groupId(), partition.id()).tiered();
        return new LocalPartition(
                true, bytes(group, partition.id()), remoteBytes(tiered), partition.fullSize(), 0, 0, 0);
    }

    private static long remoteBytes(TieredPartition tiered) {
        return tiered == null ? 0 : (long) tiered.remotePages() * tiered.pageBytes();
    }

    private static long bytes(CacheGroupContext group, int partition) {
        IgnitePageStoreManager stores = group.shared().pageStore();
        if (stores == null || !group.persistenceEnabled()) {
            return 0;
        }
        try {
            return (long) stores.pages(group.groupId(), partition)
                    * group.dataRegion().pageMemory().pageSize();
        } catch (IgniteCheckedException e) {
            throw new IllegalStateException("The size of partition " + partition + " cannot be read.", e);
        }
    }

    /** The counters of one cache group at the last call. */
    private static final class Counted {
        private final CounterGrowth reads = new CounterGrowth();
        private final CounterGrowth writes = new CounterGrowth();
        private final CounterGrowth cpuNanos = new CounterGrowth();
    }

    /** The operations on a partition over all tables, which a dropped table or an evicted copy does not lower. */
    private record Operations(long reads, long writes, long cpuNanos) {
        Operations plus(Operations other) {
            return new Operations(reads + other.reads, writes + other.writes, cpuNanos + other.cpuNanos);
        }

        LocalPartition toPartition() {
            return new LocalPartition(false, 0, 0, 0, reads, writes, TimeUnit.NANOSECONDS.toMicros(cpuNanos));
        }
    }
}
