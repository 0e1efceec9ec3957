package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.LookupFetch;
import java.util.HashSet;
import org.apache.ignite.internal.processors.query.h2.opt.GridH2Table;
import org.apache.ignite.internal.processors.query.h2.opt.H2ScanIndex;
import org.apache.ignite.internal.processors.query.h2.opt.H2TableScanIndex;
import org.h2.engine.Session;
import org.h2.index.Cursor;
import org.h2.result.SearchRow;
import org.h2.result.SortOrder;
import org.h2.table.Column;
import org.h2.table.TableFilter;

/**
 * Ignite's scan of a table by the H2 engine, which fetches the rows that many rows are joined with together.
 *
 * <p>Ignite scans the index of the primary key, whose rows are on pages of all partitions in random order. While pages are remote, this scan reads partition after partition, as a {@code ScanQuery}
 * does: so each page is fetched once, and the partition files do not grow. Thread-safe.
 */
final class ColdScanIndex extends H2ScanIndex<H2TableScanIndex> {
    private final LookupFetch fetch;
    private final JoinedRows joins;

    ColdScanIndex(H2TableScanIndex scan, LookupFetch fetch, JoinedRows joins) {
        super(scan);
        this.fetch = fetch;
        this.joins = joins;
    }

    @Override
    public Cursor find(TableFilter filter, SearchRow first, SearchRow last) {
        GridH2Table table = (GridH2Table) getTable();
        Cursor rows = fetch.isCold(table.cacheContext().groupId())
                ? new RowsByPartition(table, filter.getSession())
                : super.find(filter, first, last);
        return joins.readAhead(filter, rows);
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
