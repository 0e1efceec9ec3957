package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.LookupFetch;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.ignite.internal.processors.query.h2.opt.H2TableScanIndex;
import org.h2.index.Cursor;
import org.h2.index.Index;
import org.h2.result.SearchRow;
import org.h2.table.TableFilter;

/**
 * The look-ups of the queries of the H2 engine. Before an index looks up a value of an {@code IN} list, the rows of this and of the next values are fetched. Thread-safe.
 *
 * <p>H2 looks up one value after the other, each as both bounds, in one row object for each list ({@code IndexCursor.find}).
 */
final class H2Lookups {
    private final LookupFetch fetch;
    private final JoinedRows joins;

    /** The last list of each table of a prepared statement. */
    private final Map<TableFilter, InList> lists = Collections.synchronizedMap(new WeakHashMap<>());

    H2Lookups(LookupFetch fetch) {
        this.fetch = fetch;
        this.joins = new JoinedRows(fetch);
    }

    /** Returns the scan of a table. */
    Index scan(H2TableScanIndex replaced) {
        return new ColdScanIndex(replaced, fetch, joins);
    }

    /** Looks up rows of a query. */
    Cursor find(LookedUpIndex index, TableFilter filter, SearchRow first, SearchRow last) {
        if (first != null && first == last && (fetch.isCold(index.group().groupId()) || joins.leadToRemote(filter))) {
            fetchList(index, filter, first);
        }
        return joins.readAhead(filter, index.find(filter.getSession(), first, last));
    }

    private void fetchList(LookedUpIndex index, TableFilter filter, SearchRow first) {
        InList list = lists.get(filter);
        if (list == null || !list.isPassedIn(first)) {
            list = InList.of(index, filter, first);
            lists.put(filter, list);
        }
        list.beforeNext(index, filter, fetch, joins);
    }
}
