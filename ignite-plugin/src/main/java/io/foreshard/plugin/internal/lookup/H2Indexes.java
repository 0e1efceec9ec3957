package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.cluster.HiddenField;
import java.util.ArrayList;
import java.util.List;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteLogger;
import org.apache.ignite.internal.processors.query.h2.H2SchemaManager;
import org.apache.ignite.internal.processors.query.h2.database.H2TreeIndex;
import org.apache.ignite.internal.processors.query.h2.opt.GridH2ProxyIndex;
import org.apache.ignite.internal.processors.query.h2.opt.GridH2Table;
import org.apache.ignite.internal.processors.query.h2.opt.H2TableScanIndex;
import org.h2.engine.DbObject;
import org.h2.index.Index;
import org.h2.schema.Schema;

/** The indexes of the tables of the H2 engine. Used by the thread that changes the schema, which holds Ignite's lock of it. */
final class H2Indexes implements EngineIndexes {
    private final H2SchemaManager schemas;
    private final H2Lookups lookups;
    private final IgniteLogger log;
    private final HiddenField indexes = HiddenField.find(GridH2Table.class, "idxs");

    /** @throws IgniteCheckedException if this Ignite does not have the list of indexes */
    H2Indexes(H2SchemaManager schemas, H2Lookups lookups, IgniteLogger log) throws IgniteCheckedException {
        this.schemas = schemas;
        this.lookups = lookups;
        this.log = log;
    }

    @Override
    public void replace(String schema, String name) {
        GridH2Table table = schemas.dataTable(schema, name);
        if (table == null
                || table.cacheContext() == null
                || !table.cacheContext().group().persistenceEnabled()) {
            return;
        }
        List<Index> present = present(table);
        ArrayList<Index> replaced = new ArrayList<>(present.size());
        for (Index index : present) {
            replaced.add(replacement(table, index));
        }
        if (!replaced.equals(present)) {
            indexes.set(table, replaced);
            table.setModified(); // statements are prepared again
        }
    }

    /** {@code GridH2Table.getIndexes} returns some only while indexes are rebuilt. */
    @SuppressWarnings("unchecked")
    private List<Index> present(GridH2Table table) {
        return (List<Index>) indexes.of(table);
    }

    private Index replacement(GridH2Table table, Index index) {
        if (index.getClass() == H2TreeIndex.class) {
            return register(index, new ColdTreeIndex((H2TreeIndex) index, log, lookups));
        }
        if (index.getClass() == GridH2ProxyIndex.class
                && ((GridH2ProxyIndex) index).underlyingIndex() instanceof ColdTreeIndex) {
            return register(index, new ColdProxyIndex(table, (GridH2ProxyIndex) index, lookups));
        }
        if (index.getClass() == H2TableScanIndex.class) {
            return lookups.scan((H2TableScanIndex) index);
        }
        return index;
    }

    /** Ignite registers the indexes of users in the schema, too, from which {@code DROP INDEX} takes them. */
    private static Index register(Index present, Index replacement) {
        Schema schema = present.getSchema();
        if (schema.getAll(DbObject.INDEX).contains(present)) {
            schema.remove(present);
            schema.add(replacement);
        }
        return replacement;
    }
}
