package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.LookupFetch.Lookup;
import org.apache.ignite.IgniteLogger;
import org.apache.ignite.internal.cache.query.index.sorted.inline.IndexQueryContext;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.query.h2.H2Utils;
import org.apache.ignite.internal.processors.query.h2.database.H2TreeIndex;
import org.apache.ignite.internal.processors.query.h2.opt.QueryContext;
import org.apache.ignite.internal.processors.query.h2.twostep.msg.GridH2RowRangeBounds;
import org.apache.ignite.spi.indexing.IndexingQueryFilter;
import org.h2.engine.Session;
import org.h2.index.Cursor;
import org.h2.result.SearchRow;
import org.h2.table.TableFilter;

/** Ignite's index of the H2 engine, which fetches the rows of the next look-ups of a query together. Thread-safe. */
final class ColdTreeIndex extends H2TreeIndex implements LookedUpIndex {
    private final H2Lookups lookups;

    /** @param replaced Ignite's index, which is in no table any more afterwards */
    ColdTreeIndex(H2TreeIndex replaced, IgniteLogger log, H2Lookups lookups) {
        super(
                replaced.index(),
                replaced.getTable(),
                replaced.getIndexColumns(),
                replaced.getIndexType().isPrimaryKey(),
                log);
        this.lookups = lookups;
        replaced.destroy();
    }

    @Override
    public Cursor find(TableFilter filter, SearchRow first, SearchRow last) {
        return lookups.find(this, filter, first, last);
    }

    @Override
    public CacheGroupContext group() {
        return getTable().cacheContext().group();
    }

    @Override
    public Lookup lookup(Session session, SearchRow first, SearchRow last) {
        QueryContext query = H2Utils.context(session);
        IndexingQueryFilter partitions = query == null ? null : query.filter();
        int segment = segment(query);
        return rows -> findForSegment(
                        GridH2RowRangeBounds.rangeBounds(0, toSearchRowMessage(first), toSearchRowMessage(last)),
                        segment,
                        new IndexQueryContext(partitions, rows))
                .hasNext();
    }
}
