package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.LookupFetch;
import io.foreshard.plugin.internal.page.LookupFetch.Lookup;
import java.util.List;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.ImmutableIntList;
import org.apache.ignite.internal.cache.query.index.sorted.IndexRow;
import org.apache.ignite.internal.cache.query.index.sorted.inline.IndexQueryContext;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndex;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.query.calcite.exec.ExecutionContext;
import org.apache.ignite.internal.processors.query.calcite.exec.IndexScan;
import org.apache.ignite.internal.processors.query.calcite.exec.exp.RangeCondition;
import org.apache.ignite.internal.processors.query.calcite.schema.CacheTableDescriptor;
import org.apache.ignite.internal.util.lang.GridCursor;
import org.apache.ignite.spi.indexing.IndexingQueryFilter;

/** Ignite's scan of the ranges of an index, which fetches the rows of the next ranges before it searches one. Not thread-safe. */
final class ColdIndexScan<R> extends IndexScan<R> {
    private final CacheGroupContext group;
    private final LookupFetch fetch;

    /** @param ranges not yet passed to another scan */
    ColdIndexScan(
            ExecutionContext<R> execution,
            CacheTableDescriptor table,
            InlineIndex index,
            ImmutableIntList indexedColumns,
            int[] partitions,
            RangesAhead<R> ranges,
            ImmutableBitSet requiredColumns,
            LookupFetch fetch) {
        super(execution, table, index, indexedColumns, partitions, ranges, requiredColumns);
        this.group = table.cacheContext().group();
        this.fetch = fetch;
        if (!isInlineScan()) { // that one reads the index only
            ranges.fetchBy(this::fetch);
        }
    }

    private int fetch(List<RangeCondition<R>> ranges, int maxPages) {
        IndexingQueryFilter partitions = indexQueryContext().cacheFilter();
        return fetch.fetch(
                group, ranges.stream().map(range -> lookup(range, partitions)).toList(), maxPages);
    }

    private Lookup lookup(RangeCondition<R> range, IndexingQueryFilter partitions) {
        IndexRow lower = row2indexRow(range.lower());
        IndexRow upper = row2indexRow(range.upper());
        return rows -> {
            GridCursor<IndexRow> cursor = idx.find(
                    lower, upper, range.lowerInclude(), range.upperInclude(), new IndexQueryContext(partitions, rows));
            cursor.next();
        };
    }
}
