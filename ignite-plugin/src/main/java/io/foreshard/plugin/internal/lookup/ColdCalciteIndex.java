package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.LookupFetch;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndexImpl;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.query.calcite.exec.ExecutionContext;
import org.apache.ignite.internal.processors.query.calcite.exec.exp.RangeIterable;
import org.apache.ignite.internal.processors.query.calcite.metadata.ColocationGroup;
import org.apache.ignite.internal.processors.query.calcite.schema.CacheIndexImpl;
import org.apache.ignite.internal.processors.query.calcite.schema.IgniteCacheTable;

/** Ignite's index of the Calcite engine, which fetches the rows of many ranges together. Thread-safe. */
final class ColdCalciteIndex extends CacheIndexImpl {
    private final IgniteCacheTable table;
    private final LookupFetch fetch;

    ColdCalciteIndex(CacheIndexImpl replaced, IgniteCacheTable table, LookupFetch fetch) {
        super(replaced.collation(), replaced.name(), replaced.queryIndex(), table);
        this.table = table;
        this.fetch = fetch;
    }

    @Override
    public <R> Iterable<R> scan(
            ExecutionContext<R> execution,
            ColocationGroup nodes,
            RangeIterable<R> ranges,
            ImmutableBitSet requiredColumns) {
        GridCacheContext<?, ?> cache = table.descriptor().cacheContext();
        if (ranges == null
                || !ranges.multiBounds()
                || !nodes.nodeIds().contains(execution.localNodeId())
                || !fetch.isCold(cache.groupId())) {
            return super.scan(execution, nodes, ranges, requiredColumns);
        }
        return new ColdIndexScan<>(
                execution,
                table.descriptor(),
                queryIndex().unwrap(InlineIndexImpl.class),
                collation().getKeys(),
                nodes.partitions(execution.localNodeId()),
                new RangesAhead<>(ranges),
                requiredColumns,
                fetch);
    }
}
