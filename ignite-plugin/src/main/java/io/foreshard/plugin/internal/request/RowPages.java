package io.foreshard.plugin.internal.request;

import io.foreshard.plugin.internal.page.LocalReads;
import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.internal.page.PartitionPages;
import io.foreshard.plugin.internal.page.RemotePage;
import io.foreshard.tier.TieredPartition;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.pagemem.PageMemory;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.IgniteCacheOffheapManager.CacheDataStore;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.DataPageIO;
import org.apache.ignite.internal.processors.cache.transactions.IgniteTxKey;
import org.apache.ignite.internal.processors.cache.tree.CacheDataTree;
import org.apache.ignite.internal.processors.cache.tree.RowLinkIO;
import org.apache.ignite.internal.processors.cache.tree.SearchRow;
import org.apache.ignite.internal.util.typedef.internal.CU;

/**
 * Looks for the remote pages of rows: reads only, changes and fetches nothing. Thread-safe.
 *
 * <p>A row in a partition without remote pages costs two look-ups of a map; else its place is looked up in the hash tree of its partition, as by a read.
 */
final class RowPages {
    private final GridKernalContext context;
    private final PageMemories memories;

    RowPages(GridKernalContext context, PageMemories memories) {
        this.context = context;
        this.memories = memories;
    }

    /**
     * Returns the first remote page of a row that is met: the row's own, or one of a row with the same hash. Null if a read of the row meets none, or if
     * there is no such row or partition.
     */
    RemotePage firstRemote(IgniteTxKey row) throws Exception {
        GridCacheContext<?, ?> cache = context.cache().context().cacheContext(row.cacheId());
        if (cache == null) {
            return null;
        }
        int number = row.key().partition() >= 0
                ? row.key().partition()
                : cache.affinity().partition(row.key());
        CacheGroupContext group = cache.group();
        if (!hasRemotePages(group.groupId(), number)) {
            return null;
        }
        GridDhtLocalPartition partition = group.topology().localPartition(number);
        if (partition == null || !partition.reserve()) {
            return null;
        }
        try {
            return LocalReads.run(() -> read(group, partition.dataStore(), row));
        } finally {
            partition.release();
        }
    }

    private boolean hasRemotePages(int groupId, int partition) {
        PartitionPages pages = memories.group(groupId).get(partition);
        TieredPartition tiered = pages == null ? null : pages.tiered();
        return tiered != null && tiered.remotePages() != 0;
    }

    private static void read(CacheGroupContext group, CacheDataStore store, IgniteTxKey row)
            throws IgniteCheckedException {
        CacheDataTree tree = store.tree();
        if (tree == null && store.init()) {
            tree = store.tree();
        }
        if (tree == null) {
            return;
        }
        int cacheId = group.sharedGroup() ? row.cacheId() : CU.UNDEFINED_CACHE_ID;
        // The leaf is latched while the pages are read, so the row is not moved.
        tree.findOne(
                new SearchRow(cacheId, row.key()),
                (unused, io, address, index) -> {
                    readPages(group, ((RowLinkIO) io).getLink(address, index));
                    return false;
                },
                null);
    }

    /** Reads the page of a row, and those of its other fragments. */
    private static void readPages(CacheGroupContext group, long link) throws IgniteCheckedException {
        PageMemory memory = group.dataRegion().pageMemory();
        int groupId = group.groupId();
        long next = link;
        while (next != 0) {
            long pageId = PageIdUtils.pageId(next);
            long page = memory.acquirePage(groupId, pageId);
            try {
                long address = memory.readLock(groupId, pageId, page);
                if (address == 0) {
                    return;
                }
                try {
                    next = DataPageIO.VERSIONS
                            .forPage(address)
                            .readPayload(address, PageIdUtils.itemId(next), memory.realPageSize(groupId))
                            .nextLink();
                } finally {
                    memory.readUnlock(groupId, pageId, page);
                }
            } finally {
                memory.releasePage(groupId, pageId, page);
            }
        }
    }
}
