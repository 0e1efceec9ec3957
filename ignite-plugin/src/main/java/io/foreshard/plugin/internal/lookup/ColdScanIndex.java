package io.foreshard.plugin.internal.lookup;

import java.util.HashSet;
import org.apache.ignite.internal.processors.query.h2.opt.H2ScanIndex;
import org.apache.ignite.internal.processors.query.h2.opt.H2TableScanIndex;
import org.h2.engine.Session;
import org.h2.index.Cursor;
import org.h2.result.SearchRow;
import org.h2.result.SortOrder;
import org.h2.table.Column;
import org.h2.table.TableFilter;

/** Ignite's scan of a table by the H2 engine, which fetches the rows that many rows are joined with together. Thread-safe. */
final class ColdScanIndex extends H2ScanIndex<H2TableScanIndex> {
    private final JoinedRows joins;

    ColdScanIndex(H2TableScanIndex scan, JoinedRows joins) {
        super(scan);
        this.joins = joins;
    }

    @Override
    public Cursor find(TableFilter filter, SearchRow first, SearchRow last) {
        return joins.readAhead(filter, super.find(filter, first, last));
    }

    @Override
    public double getCost(
            Session session, int[] masks, TableFilter[] filters, int filter, SortOrder order, HashSet<Column> columns) {
        return delegate().getCost(session, masks, filters, filter, order, columns);
    }

    @Override
    public String getPlanSQL() {
        return delegate().getPlanSQL();
    }

    @Override
    public String getName() {
        return delegate().getName();
    }
}
