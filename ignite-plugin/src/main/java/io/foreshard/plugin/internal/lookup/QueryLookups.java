package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.cluster.HiddenField;
import io.foreshard.plugin.internal.page.LookupFetch;
import io.foreshard.plugin.internal.page.PageMemories;
import java.util.ArrayList;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.GridCacheContextInfo;
import org.apache.ignite.internal.processors.query.GridQueryTypeDescriptor;
import org.apache.ignite.internal.processors.query.QueryField;
import org.apache.ignite.internal.processors.query.calcite.CalciteQueryProcessor;
import org.apache.ignite.internal.processors.query.calcite.util.Commons;
import org.apache.ignite.internal.processors.query.h2.IgniteH2Indexing;
import org.apache.ignite.internal.processors.query.h2.database.H2TreeIndex;
import org.apache.ignite.internal.processors.query.schema.AbstractSchemaChangeListener;
import org.apache.ignite.internal.processors.query.schema.SchemaChangeListener;
import org.apache.ignite.internal.processors.query.schema.management.IndexDescriptor;
import org.apache.ignite.internal.processors.query.schema.management.SchemaManager;

/**
 * Makes the SQL engines of a node fetch the rows of many look-ups together: replaces each index that an engine adds to a table with persistence.
 *
 * <p>The engines add their indexes in listeners of the schema. Ignite has copied the list of listeners when a plugin can see it; this one must be the last. Thread-safe.
 */
public final class QueryLookups extends AbstractSchemaChangeListener {
    private final List<EngineIndexes> engines;

    private QueryLookups(List<EngineIndexes> engines) {
        this.engines = engines;
    }

    /**
     * Begins with the first table; to be called after Ignite's query processor has started, and before its caches.
     *
     * @throws IgniteCheckedException if this Ignite does not have the listeners, or not the indexes, of its engines
     */
    public static void install(Ignite ignite, PageMemories memories) throws IgniteCheckedException {
        GridKernalContext context = ((IgniteEx) ignite).context();
        LookupFetch fetch = new LookupFetch(memories);
        List<EngineIndexes> engines = new ArrayList<>();
        if (context.query().getIndexing() instanceof IgniteH2Indexing h2) {
            engines.add(new H2Indexes(h2.schemaManager(), new H2Lookups(fetch), context.log(H2TreeIndex.class)));
        }
        CalciteQueryProcessor calcite = Commons.lookupComponent(context, CalciteQueryProcessor.class);
        if (calcite != null) {
            engines.add(new CalciteIndexes(calcite.schemaHolder(), fetch));
        }
        if (!engines.isEmpty()) {
            addLast(context.query().schemaManager(), new QueryLookups(engines));
        }
    }

    @SuppressWarnings("unchecked")
    private static void addLast(SchemaManager schemas, SchemaChangeListener added) throws IgniteCheckedException {
        Object compound = HiddenField.find(SchemaManager.class, "lsnr").of(schemas);
        List<SchemaChangeListener> listeners = (List<SchemaChangeListener>)
                HiddenField.find(compound.getClass(), "lsnrs").of(compound);
        listeners.add(added);
    }

    @Override
    public void onIndexCreated(String schema, String table, String name, IndexDescriptor descriptor) {
        replace(schema, table);
    }

    /** The Calcite engine makes the table and its indexes again. */
    @Override
    public void onColumnsAdded(
            String schema, GridQueryTypeDescriptor type, GridCacheContextInfo<?, ?> cache, List<QueryField> columns) {
        replace(schema, type.tableName());
    }

    /** As {@link #onColumnsAdded}. */
    @Override
    public void onColumnsDropped(
            String schema, GridQueryTypeDescriptor type, GridCacheContextInfo<?, ?> cache, List<String> columns) {
        replace(schema, type.tableName());
    }

    private void replace(String schema, String table) {
        engines.forEach(engine -> engine.replace(schema, table));
    }
}
