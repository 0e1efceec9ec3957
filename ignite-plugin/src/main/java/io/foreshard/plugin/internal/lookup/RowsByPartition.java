package io.foreshard.plugin.internal.lookup;

import java.util.Iterator;
import java.util.stream.StreamSupport;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.IgniteCacheOffheapManager.CacheDataStore;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRow;
import org.apache.ignite.internal.processors.query.h2.H2Utils;
import org.apache.ignite.internal.processors.query.h2.opt.GridH2RowDescriptor;
import org.apache.ignite.internal.processors.query.h2.opt.GridH2Table;
import org.apache.ignite.internal.processors.query.h2.opt.H2CacheRow;
import org.apache.ignite.internal.processors.query.h2.opt.QueryContext;
import org.apache.ignite.internal.util.lang.GridCursor;
import org.apache.ignite.internal.util.typedef.internal.U;
import org.apache.ignite.spi.indexing.IndexingQueryCacheFilter;
import org.apache.ignite.spi.indexing.IndexingQueryFilter;
import org.h2.engine.Session;
import org.h2.index.Cursor;
import org.h2.message.DbException;
import org.h2.result.Row;
import org.h2.result.SearchRow;

/**
 * The rows of a table that a query of the H2 engine reads on a server, partition after partition.
 *
 * <p>As the cursor of Ignite's {@code H2PkHashIndex}, which opens all partitions at once: it would fetch the first rows of each, also for a query of one row. Not thread-safe.
 */
final class RowsByPartition implements Cursor {
    private final GridCacheContext<?, ?> cache;
    private final GridH2RowDescriptor columns;
    private final Iterator<CacheDataStore> partitions;
    private final long now = U.currentTimeMillis();
    private GridCursor<? extends CacheDataRow> rows;

    RowsByPartition(GridH2Table table, Session session) {
        cache = table.cacheContext();
        columns = table.rowDescriptor();
        QueryContext query = H2Utils.context(session);
        IndexingQueryFilter filter = query == null ? null : query.filter();
        IndexingQueryCacheFilter read = filter == null ? null : filter.forCache(cache.name());
        int segment = query == null ? 0 : query.segment();
        int segments = cache.config().getQueryParallelism();
        partitions = StreamSupport.stream(cache.offheap().cacheDataStores().spliterator(), false)
                .filter(partition -> partition.partId() % segments == segment)
                .filter(partition -> read == null || read.applyPartition(partition.partId()))
                .iterator();
    }

    @Override
    public boolean next() {
        try {
            while (rows == null || !nextRow()) {
                if (!partitions.hasNext()) {
                    return false;
                }
                rows = partitions.next().cursor(cache.cacheId());
            }
            return true;
        } catch (IgniteCheckedException e) {
            throw DbException.convert(e);
        }
    }

    /** Moves to the next row of the table in the partition; a cache may have rows of other tables, too. */
    private boolean nextRow() throws IgniteCheckedException {
        while (rows.next()) {
            CacheDataRow row = rows.get();
            boolean hasExpired = row.expireTime() > 0 && row.expireTime() <= now;
            if (!hasExpired && columns.type().matchType(row.value())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Row get() {
        try {
            return new H2CacheRow(columns, rows.get());
        } catch (IgniteCheckedException e) {
            throw DbException.convert(e);
        }
    }

    @Override
    public SearchRow getSearchRow() {
        return get();
    }

    @Override
    public boolean previous() {
        throw DbException.getUnsupportedException("previous");
    }
}
