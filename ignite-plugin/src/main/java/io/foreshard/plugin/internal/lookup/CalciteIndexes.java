package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.LookupFetch;
import java.util.List;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndexImpl;
import org.apache.ignite.internal.processors.query.calcite.schema.CacheIndexImpl;
import org.apache.ignite.internal.processors.query.calcite.schema.IgniteCacheTable;
import org.apache.ignite.internal.processors.query.calcite.schema.IgniteIndex;
import org.apache.ignite.internal.processors.query.calcite.schema.SchemaHolder;

/** The indexes of the tables of the Calcite engine. Thread-safe. */
final class CalciteIndexes implements EngineIndexes {
    private final SchemaHolder schemas;
    private final LookupFetch fetch;

    CalciteIndexes(SchemaHolder schemas, LookupFetch fetch) {
        this.schemas = schemas;
        this.fetch = fetch;
    }

    @Override
    public void replace(String schema, String name) {
        SchemaPlus tables = schemas.schema(schema);
        if (tables == null
                || !(tables.getTable(name) instanceof IgniteCacheTable table)
                || table.descriptor().cacheContext() == null
                || !table.descriptor().cacheContext().group().persistenceEnabled()) {
            return;
        }
        for (IgniteIndex index : List.copyOf(table.indexes().values())) {
            if (index.getClass() == CacheIndexImpl.class
                    && ((CacheIndexImpl) index).queryIndex() != null
                    && ((CacheIndexImpl) index).queryIndex().unwrap(InlineIndexImpl.class) != null) {
                table.addIndex(new ColdCalciteIndex((CacheIndexImpl) index, table, fetch));
            }
        }
    }
}
