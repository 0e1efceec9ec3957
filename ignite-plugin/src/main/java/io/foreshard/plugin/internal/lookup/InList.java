package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.FetchWindow;
import io.foreshard.plugin.internal.page.LookupFetch;
import io.foreshard.plugin.internal.page.LookupFetch.Lookup;
import java.util.Arrays;
import java.util.List;
import org.h2.expression.Comparison;
import org.h2.index.IndexCondition;
import org.h2.result.SearchRow;
import org.h2.table.Column;
import org.h2.table.TableFilter;
import org.h2.value.Value;
import org.h2.value.ValueNull;

/** The values of an {@code IN} list in one execution of a query, in the order in which H2 looks them up. Not thread-safe: one thread runs the query. */
final class InList {
    /** Values that are searched together at most. */
    private static final int MAX_LOOKUPS = 1024;

    private final SearchRow row;
    private final int column;
    private final Value[] values;
    private final FetchWindow window = new FetchWindow();
    private int next;
    private int searched;

    private InList(SearchRow row, int column, Value[] values) {
        this.row = row;
        this.column = column;
        this.values = values;
    }

    /**
     * Returns the list that H2 begins to look up; an empty one for a list that is the result of another query, as H2 reads that once.
     *
     * @param row the object in which H2 passes the values
     */
    static InList of(LookedUpIndex index, TableFilter filter, SearchRow row) {
        Column column = index.getIndexColumns()[0].column;
        for (IndexCondition condition : filter.getIndexConditions()) {
            if (condition.getColumn() == column && condition.getCompareType() == Comparison.IN_LIST) {
                Value[] values = Arrays.stream(condition.getCurrentValueList(filter.getSession()))
                        .filter(value -> value != ValueNull.INSTANCE)
                        .toArray(Value[]::new);
                return new InList(row, column.getColumnId(), values);
            }
        }
        return new InList(row, column.getColumnId(), new Value[0]);
    }

    boolean isPassedIn(SearchRow other) {
        return row == other;
    }

    /** H2 is about to look up the next value. */
    void beforeNext(LookedUpIndex index, TableFilter filter, LookupFetch fetch, JoinedRows joins) {
        if (next == values.length || !values[next].equals(row.getValue(column))) {
            next = values.length; // not this list
            return;
        }
        if (next == searched) {
            List<SearchRow> bounds = bounds(filter);
            List<Lookup> lookups = bounds.stream()
                    .map(bound -> index.lookup(filter.getSession(), bound, bound))
                    .toList();
            int maxPages = window.next();
            int fetched = fetch.fetch(index.group(), lookups, maxPages);
            joins.fetchAhead(index, filter, bounds.subList(0, fetched), maxPages);
            searched += fetched;
        }
        next++;
    }

    /** Returns the next values, each as a row. */
    private List<SearchRow> bounds(TableFilter filter) {
        return Arrays.stream(values, searched, Math.min(values.length, searched + MAX_LOOKUPS))
                .map(value -> {
                    SearchRow bound = filter.getTable().getTemplateRow();
                    bound.setValue(column, value);
                    return bound;
                })
                .toList();
    }
}
