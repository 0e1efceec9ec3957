package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.LookupFetch;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.h2.result.SearchRow;
import org.h2.table.TableFilter;

/**
 * The {@code IN} lists of the queries of the H2 engine: before an index looks up a value, the rows of this and of the next values are fetched. Thread-safe.
 *
 * <p>H2 looks up one value after the other, each as both bounds, in one row object for each list ({@code IndexCursor.find}).
 */
final class InLists {
    private final LookupFetch fetch;

    /** The last list of each table of a prepared statement. */
    private final Map<TableFilter, InList> lists = Collections.synchronizedMap(new WeakHashMap<>());

    InLists(LookupFetch fetch) {
        this.fetch = fetch;
    }

    /** A query is about to look up rows. */
    void beforeFind(LookedUpIndex index, TableFilter filter, SearchRow first, SearchRow last) {
        if (first == null || first != last || !fetch.isCold(index.group().groupId())) {
            return;
        }
        InList list = lists.get(filter);
        if (list == null || !list.isPassedIn(first)) {
            list = InList.of(index, filter, first);
            lists.put(filter, list);
        }
        list.beforeNext(index, filter, fetch);
    }
}
