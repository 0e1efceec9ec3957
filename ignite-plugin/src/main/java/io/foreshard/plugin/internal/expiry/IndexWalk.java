package io.foreshard.plugin.internal.expiry;

import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.cache.query.index.IndexProcessor;
import org.apache.ignite.internal.cache.query.index.sorted.IndexRow;
import org.apache.ignite.internal.cache.query.index.sorted.IndexRowImpl;
import org.apache.ignite.internal.cache.query.index.sorted.ThreadLocalRowHandlerHolder;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndex;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndexImpl;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRow;

/**
 * Walks the indexes of a cache to the place of a row and reads the rows that its removal will compare with it. Thread-safe.
 *
 * <p>An index whose inline size does not decide reads other rows; in a removal that has begun it could only wait for their pages.
 */
final class IndexWalk {
    private final IndexProcessor indexes;
    private final String cache;

    IndexWalk(GridCacheContext<?, ?> cache) {
        this.indexes = cache.kernalContext().indexProcessor();
        this.cache = cache.name();
    }

    void to(CacheDataRow row) throws IgniteCheckedException {
        for (InlineIndex index : indexes.treeIndexes(cache, false)) {
            if (index.canHandle(row)) {
                int segment = InlineIndexImpl.calculateSegment(index.segmentsCount(), row.partition());
                walk(index, segment, row);
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
