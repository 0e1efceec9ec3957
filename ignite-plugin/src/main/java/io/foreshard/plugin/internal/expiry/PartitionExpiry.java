package io.foreshard.plugin.internal.expiry;

import io.foreshard.plugin.internal.page.LocalReads;
import io.foreshard.plugin.internal.page.RemotePage;
import io.foreshard.plugin.internal.sql.IndexWalk;
import java.util.ArrayList;
import java.util.List;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.GridCacheEntryEx;
import org.apache.ignite.internal.processors.cache.GridCacheEntryRemovedException;
import org.apache.ignite.internal.processors.cache.IgniteCacheOffheapManager.CacheDataStore;
import org.apache.ignite.internal.processors.cache.KeyCacheObject;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtInvalidPartitionException;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRow;
import org.apache.ignite.internal.processors.cache.tree.PendingEntriesTree;
import org.apache.ignite.internal.processors.cache.tree.PendingRow;
import org.apache.ignite.internal.util.lang.GridCursor;
import org.apache.ignite.internal.util.typedef.internal.CU;
import org.apache.ignite.internal.util.typedef.internal.U;

/**
 * Expires the rows of a cache in one partition: removes those whose pages are local, and asks for the pages of the others.
 *
 * <p>Ignite removes an expired row from its tree of expiry times first and then reads it; here a row stays in that tree until it is removed, so that a
 * failure loses none; a row that a transaction has locked stays too. Used by one thread.
 */
final class PartitionExpiry {
    private static final int ROWS = 1_000;

    /** Rows that are removed under one hold of the checkpoint lock. */
    private static final int BATCH = 50;

    private final GridCacheContext<?, ?> cache;
    private final int partition;
    private final RowFetches fetches;
    private final IndexWalk indexes;
    private PendingRow next;
    private boolean hasProgressed;

    PartitionExpiry(GridCacheContext<?, ?> cache, int partition, RowFetches fetches) {
        this.cache = cache;
        this.indexes = new IndexWalk(cache.kernalContext());
        this.partition = partition;
        this.fetches = fetches;
        next = first();
    }

    private PendingRow first() {
        return row(Long.MIN_VALUE, 0);
    }

    private PendingRow row(long expireTime, long link) {
        int id = cache.group().sharedGroup() ? cache.cacheId() : CU.UNDEFINED_CACHE_ID;
        return new PendingRow(id, expireTime, link);
    }

    /** Looks at a limited number of expired rows, after those of the call before; returns whether it removed rows or asked for pages. */
    boolean expire(CacheDataStore store) throws Exception {
        GridDhtLocalPartition local = cache.topology().localPartition(partition, AffinityTopologyVersion.NONE, false);
        if (local == null || !cache.topology().initialized() || !local.reserve()) {
            return false;
        }
        try {
            hasProgressed = false;
            PendingEntriesTree tree = local.state() == GridDhtPartitionState.OWNING ? store.pendingTree() : null;
            if (tree != null) {
                expire(store, tree);
            }
            return hasProgressed;
        } finally {
            local.release();
        }
    }

    private void expire(CacheDataStore store, PendingEntriesTree tree) throws Exception {
        List<PendingRow> expired = expired(tree);
        for (int from = 0; from < expired.size(); from += BATCH) {
            cache.shared().database().checkpointReadLock();
            try {
                for (PendingRow row : expired.subList(from, Math.min(from + BATCH, expired.size()))) {
                    expire(store, tree, row);
                }
            } finally {
                cache.shared().database().checkpointReadUnlock();
            }
        }
        if (expired.size() < ROWS) {
            next = first();
        } else {
            PendingRow last = expired.get(expired.size() - 1);
            next = row(last.expireTime, last.link + 1);
        }
    }

    private List<PendingRow> expired(PendingEntriesTree tree) throws IgniteCheckedException {
        List<PendingRow> expired = new ArrayList<>();
        GridCursor<PendingRow> rows = tree.find(next, row(U.currentTimeMillis(), 0), PendingEntriesTree.WITHOUT_KEY);
        while (expired.size() < ROWS && rows.next()) {
            expired.add(rows.get());
        }
        return expired;
    }

    private void expire(CacheDataStore store, PendingEntriesTree tree, PendingRow row) throws Exception {
        KeyCacheObject[] key = new KeyCacheObject[1];
        RemotePage remote = LocalReads.run(() -> key[0] = read(store, tree, row));
        if (remote != null) {
            hasProgressed |= fetches.fetch(cache.name(), remote);
        } else if (key[0] != null) {
            remove(key[0]);
            hasProgressed |= tree.findOne(row, PendingEntriesTree.WITHOUT_KEY) == null;
        } else {
            hasProgressed |= tree.removex(row);
        }
    }

    /** Reads all pages that the removal of a row will read. Returns its key; null if no key leads to the row any more. */
    private KeyCacheObject read(CacheDataStore store, PendingEntriesTree tree, PendingRow row)
            throws IgniteCheckedException {
        PendingRow found = tree.findOne(row);
        if (found == null) {
            return null;
        }
        found.key.partition(partition);
        CacheDataRow present = store.find(cache, found.key);
        if (present == null || present.link() != row.link) {
            return null;
        }
        indexes.walk(indexes.indexes(cache), present, partition);
        return found.key;
    }

    /** As the closure of Ignite's TTL manager. */
    private void remove(KeyCacheObject key) {
        GridCacheEntryEx entry = entry(key);
        while (entry != null) {
            try {
                if (!entry.onTtlExpired(cache.cache().nextVersion())) {
                    entry.touch();
                }
                return;
            } catch (GridCacheEntryRemovedException e) {
                entry = entry(key);
            }
        }
    }

    private GridCacheEntryEx entry(KeyCacheObject key) {
        try {
            return cache.cache().entryEx(key);
        } catch (GridDhtInvalidPartitionException e) { // the partition is evicted
            return null;
        }
    }
}
