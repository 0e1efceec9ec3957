package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.LookupFetch.Lookup;
import java.util.List;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.query.GridQueryRowDescriptor;
import org.apache.ignite.internal.processors.query.h2.opt.GridH2ProxyIndex;
import org.apache.ignite.internal.processors.query.h2.opt.GridH2Table;
import org.h2.engine.Session;
import org.h2.index.Cursor;
import org.h2.result.SearchRow;
import org.h2.table.TableFilter;

/** Ignite's index over the name of a key or value, such as {@code ID}, by an index over {@code _KEY} or {@code _VAL}; as {@link ColdTreeIndex}. Thread-safe. */
final class ColdProxyIndex extends GridH2ProxyIndex implements LookedUpIndex {
    private final H2Lookups lookups;

    /** @param replaced a proxy of a {@link ColdTreeIndex} */
    ColdProxyIndex(GridH2Table table, GridH2ProxyIndex replaced, H2Lookups lookups) {
        super(table, replaced.getName(), List.of(replaced.getIndexColumns()), replaced.underlyingIndex());
        this.lookups = lookups;
    }

    @Override
    public Cursor find(TableFilter filter, SearchRow first, SearchRow last) {
        return lookups.find(this, filter, first, last);
    }

    @Override
    public CacheGroupContext group() {
        return target().group();
    }

    @Override
    public Lookup lookup(Session session, SearchRow first, SearchRow last) {
        GridQueryRowDescriptor columns = target().getTable().rowDescriptor();
        return target().lookup(session, prepareProxyIndexRow(columns, first), prepareProxyIndexRow(columns, last));
    }

    private ColdTreeIndex target() {
        return (ColdTreeIndex) underlyingIndex();
    }
}
