package io.foreshard.plugin.internal.cluster;

import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.internal.page.PartitionPages;
import io.foreshard.plugin.shard.LocalLoads;
import io.foreshard.plugin.shard.PartitionLoads;
import io.foreshard.tier.TieredPartition;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.store.IgnitePageStoreManager;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.util.typedef.internal.CU;

/**
 * The loads of the partitions of one cache group on this node: bytes of all and of remote pages, rows, the update counter as writes, and accesses of data
 * pages as reads.
 *
 * <p>Ignite has no counter of reads by partition. Accesses of data pages are counted for every operation, also for SQL and scans, and for writes too.
 * Without persistence bytes and reads are 0. Thread-safe.
 */
public final class CachePartitionLoads implements PartitionLoads {
    private final GridKernalContext context;
    private final PageMemories memories;
    private final int group;
    private final int partitions;

    public CachePartitionLoads(Ignite ignite, PageMemories memories, String group, int partitions) {
        this.memories = memories;
        this.context = ((IgniteEx) ignite).context();
        this.group = CU.cacheId(group);
        this.partitions = partitions;
    }

    @Override
    public LocalLoads read() {
        LocalLoads loads = new LocalLoads(partitions);
        CacheGroupContext found = context.cache().cacheGroup(group);
        if (found == null) {
            return loads;
        }
        AffinityTopologyVersion version = found.topology().readyTopologyVersion();
        for (GridDhtLocalPartition partition : found.topology().currentLocalPartitions()) {
            PartitionPages pages = memories.partition(group, partition.id());
            loads.reads(partition.id(), pages.accesses());
            if (partition.primary(version)) {
                loads.primary(
                        partition.id(), bytes(found, partition.id()), partition.fullSize(), partition.updateCounter());
                loads.remoteBytes(partition.id(), remoteBytes(pages.tiered()));
            }
        }
        return loads;
    }

    private static long remoteBytes(TieredPartition tiered) {
        return tiered == null ? 0 : (long) tiered.remotePages() * tiered.pageBytes();
    }

    private long bytes(CacheGroupContext found, int partition) {
        IgnitePageStoreManager stores = found.shared().pageStore();
        if (stores == null || !found.persistenceEnabled()) {
            return 0;
        }
        try {
            return (long) stores.pages(group, partition)
                    * found.dataRegion().pageMemory().pageSize();
        } catch (IgniteCheckedException e) {
            throw new IllegalStateException("The size of partition " + partition + " cannot be read.", e);
        }
    }
}
