package io.foreshard.plugin.internal.sql;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.cache.query.index.sorted.IndexRow;
import org.apache.ignite.internal.cache.query.index.sorted.IndexRowImpl;
import org.apache.ignite.internal.cache.query.index.sorted.ThreadLocalRowHandlerHolder;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndex;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndexImpl;
import org.apache.ignite.internal.processors.cache.CacheObject;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.KeyCacheObject;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRow;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRowAdapter;

/**
 * Walks the indexes that may read rows to the place of a row, and reads the rows that a change of it will compare. Thread-safe.
 *
 * <p>A change that has begun could only wait for the pages of these rows.
 */
public final class IndexWalk {
    private final GridKernalContext context;

    /** Verdicts by the id of an index. */
    private final Map<UUID, Boolean> readsRows = new ConcurrentHashMap<>();

    /** @param context its caches may start later */
    public IndexWalk(GridKernalContext context) {
        this.context = context;
    }

    /** Returns the indexes of a cache that may read rows. */
    public List<InlineIndex> indexes(GridCacheContext<?, ?> cache) {
        return context.indexProcessor().treeIndexes(cache.name(), false).stream()
                .filter(this::readsRows)
                .toList();
    }

    private boolean readsRows(InlineIndex index) {
        return readsRows.computeIfAbsent(
                index.id(),
                unused -> index instanceof InlineIndexImpl tree
                        && IndexRule.of(tree).readsRows());
    }

    /**
     * Reads the rows that a change of a row will compare: those beside the old row and beside the new one. Without the new value, an index is likely to have
     * the same place for both.
     *
     * @param some indexes of {@link #indexes}
     * @param old the stored row; null if there is none
     * @param value the new value; null if it is removed or unknown
     * @param partition partition of the row
     */
    public void compare(List<InlineIndex> some, CacheDataRow old, KeyCacheObject key, CacheObject value, int partition)
            throws IgniteCheckedException {
        if (old != null) {
            old.key(key);
            walk(some, old, partition);
        }
        if (value != null) {
            walk(some, new CacheDataRowAdapter(key, value, null, 0), partition);
        }
    }

    /** Walks to a row, which needs not be stored. */
    public void walk(List<InlineIndex> some, CacheDataRow row, int partition) throws IgniteCheckedException {
        for (InlineIndex index : some) {
            if (index.canHandle(row)) {
                walk(index, InlineIndexImpl.calculateSegment(index.segmentsCount(), partition), row);
            }
        }
    }

    private static void walk(InlineIndex index, int segment, CacheDataRow row) throws IgniteCheckedException {
        IndexRow bound = new IndexRowImpl(index.segment(segment).rowHandler(), row);
        ThreadLocalRowHandlerHolder.rowHandler(bound.rowHandler());
        try {
            index.segment(segment).find(bound, bound, (tree, format, page, number) -> false, null);
        } finally {
            ThreadLocalRowHandlerHolder.clearRowHandler();
        }
    }
}
