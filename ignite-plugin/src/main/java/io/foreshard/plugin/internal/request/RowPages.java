package io.foreshard.plugin.internal.request;

import io.foreshard.plugin.internal.page.LocalReads;
import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.internal.page.RemotePage;
import io.foreshard.plugin.internal.sql.IndexWalk;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndex;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.pagemem.PageMemory;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.IgniteCacheOffheapManager.CacheDataStore;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRow;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.DataPageIO;
import org.apache.ignite.internal.processors.cache.transactions.IgniteTxKey;
import org.apache.ignite.internal.processors.cache.tree.CacheDataTree;
import org.apache.ignite.internal.processors.cache.tree.RowLinkIO;
import org.apache.ignite.internal.processors.cache.tree.SearchRow;
import org.apache.ignite.internal.util.typedef.internal.CU;
import org.apache.ignite.internal.util.typedef.internal.LT;

/**
 * Looks for the remote pages of rows: reads only, changes and fetches nothing. Thread-safe.
 *
 * <p>A row in a partition without remote pages costs two look-ups of a map; else its place is looked up in the hash tree of its partition, as by a read, and
 * that of a row to be changed in the indexes that may read rows.
 */
final class RowPages {
    private final GridKernalContext context;
    private final PageMemories memories;
    private final IndexWalk indexes;

    RowPages(GridKernalContext context, PageMemories memories) {
        this.context = context;
        this.memories = memories;
        this.indexes = new IndexWalk(context);
    }

    /** Returns the first remote page of each of some rows; none if the node stops. */
    Set<RemotePage> firstRemote(Collection<RequestedRow> rows) throws Exception {
        Set<RemotePage> pages = new LinkedHashSet<>();
        Lock lock = context.cache().context().io().readLock(); // page memory and caches are not closed below it
        if (lock == null) {
            return pages;
        }
        try {
            for (RequestedRow row : rows) {
                RemotePage page = firstRemote(row);
                if (page != null) {
                    pages.add(page);
                }
            }
        } finally {
            lock.unlock();
        }
        return pages;
    }

    /** Reports a look-up that failed: its request or operation runs without it, and fetches or fails itself. */
    void failed(Exception failure) {
        Exception shown = new Exception(failure.getClass().getName()); // the message may hold the key of a row
        shown.setStackTrace(failure.getStackTrace());
        LT.warn(context.log(RowPages.class), "A request or an operation runs without a look-up of its pages.", shown);
    }

    /**
     * Returns the first remote page that is met: of the row, of one with the same hash, or, if the row is changed, of those with which an index compares its
     * old and its new value. Null if there is none, or no such cache or partition.
     */
    RemotePage firstRemote(RequestedRow row) throws Exception {
        IgniteTxKey key = row.key();
        GridCacheContext<?, ?> cache = context.cache().context().cacheContext(key.cacheId());
        if (cache == null) {
            return null;
        }
        int number = key.key().partition() >= 0
                ? key.key().partition()
                : cache.affinity().partition(key.key());
        CacheGroupContext group = cache.group();
        boolean isCold = memories.hasRemotePages(group.groupId(), number);
        List<InlineIndex> compared = compared(cache, row);
        if (!isCold && compared.isEmpty()) {
            return null;
        }
        GridDhtLocalPartition partition = group.topology().localPartition(number);
        if (partition == null || !partition.reserve()) {
            return null;
        }
        try {
            return LocalReads.run(() -> {
                if (isCold) {
                    read(group, partition.dataStore(), key);
                }
                if (!compared.isEmpty()) {
                    CacheDataRow old = partition.dataStore().find(cache, key.key());
                    indexes.compare(compared, old, key.key(), row.value(), number);
                }
            });
        } finally {
            partition.release();
        }
    }

    /** Returns whether the new value of a row decides which rows an index reads. */
    boolean dependOnValues(GridCacheContext<?, ?> cache) {
        return !indexes.indexes(cache).isEmpty();
    }

    /** Returns the indexes that may read rows when a row is changed. */
    private List<InlineIndex> compared(GridCacheContext<?, ?> cache, RequestedRow row) {
        List<InlineIndex> reading = row.isChanged() ? indexes.indexes(cache) : List.of();
        return reading.isEmpty() || !memories.hasRemotePages(cache.groupId()) ? List.of() : reading;
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
