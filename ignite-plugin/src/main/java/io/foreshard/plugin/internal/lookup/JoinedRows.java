package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.LocalReads;
import io.foreshard.plugin.internal.page.LookupFetch;
import io.foreshard.plugin.internal.page.LookupFetch.Lookup;
import java.util.ArrayList;
import java.util.List;
import org.h2.engine.Session;
import org.h2.expression.Comparison;
import org.h2.expression.Expression;
import org.h2.expression.ExpressionVisitor;
import org.h2.index.Cursor;
import org.h2.index.IndexCursor;
import org.h2.result.Row;
import org.h2.result.SearchRow;
import org.h2.table.TableFilter;

/**
 * The rows that the joins of the H2 engine look up in the index of the next table, for one row of the table before after the other: fetches those of many rows together. Thread-safe.
 *
 * <p>As H2's batched joins ({@code JoinBatch}), which are for other servers, it evaluates the conditions of the next table with rows of the table before that H2 has not come to.
 */
final class JoinedRows {
    private static final Lookup NONE = rows -> {};

    private final LookupFetch fetch;

    JoinedRows(LookupFetch fetch) {
        this.fetch = fetch;
    }

    /** Returns whether the rows of a table lead to look-ups in a table with remote pages. */
    boolean leadToRemote(TableFilter table) {
        TableFilter next = table.getJoin();
        return next != null
                && table.getJoinBatch() == null
                && next.getIndex() instanceof LookedUpIndex index
                && fetch.isCold(index.group().groupId())
                && next.getIndexConditions().stream()
                        .noneMatch(condition -> condition.getCompareType() == Comparison.IN_LIST
                                || condition.getCompareType() == Comparison.IN_QUERY);
    }

    /** Returns a cursor over the same rows, which reads some of them ahead if they lead to look-ups in a table with remote pages. */
    Cursor readAhead(TableFilter table, Cursor rows) {
        return leadToRemote(table) ? new CursorAhead(table, rows, this) : rows;
    }

    /**
     * Fetches the rows that those of some look-ups are joined with, as far as these are local.
     *
     * @param bounds the rows that the table is read by, each as both bounds
     */
    void fetchAhead(LookedUpIndex index, TableFilter table, List<SearchRow> bounds, int maxPages) {
        if (!leadToRemote(table)) {
            return;
        }
        List<Row> rows = new ArrayList<>();
        try {
            LocalReads.run(() -> {
                for (SearchRow bound : bounds) {
                    Cursor cursor = index.find(table.getSession(), bound, bound);
                    while (rows.size() < maxPages && cursor.next()) {
                        rows.add(cursor.get());
                    }
                }
            });
        } catch (Exception e) {
            return; // H2 reads the rows again
        }
        fetch(table, lookups(table, rows), maxPages);
    }

    /** Returns the look-up of the next table for each row; the table has another current row afterwards. */
    List<Lookup> lookups(TableFilter table, List<Row> rows) {
        List<Lookup> lookups = new ArrayList<>(rows.size());
        for (Row row : rows) {
            table.set(row);
            lookups.add(lookup(table));
        }
        return lookups;
    }

    /** Fetches the rows of the first look-ups; returns their number. */
    int fetch(TableFilter table, List<Lookup> lookups, int maxPages) {
        return fetch.fetch(((LookedUpIndex) table.getJoin().getIndex()).group(), lookups, maxPages);
    }

    private static Lookup lookup(TableFilter table) {
        TableFilter next = table.getJoin();
        Session session = table.getSession();
        IndexCursor bounds = new IndexCursor(next);
        bounds.setIndex(next.getIndex());
        try {
            if (!accepts(table.getFilterCondition(), session)) {
                return NONE;
            }
            bounds.prepare(session, next.getIndexConditions());
        } catch (RuntimeException e) {
            return NONE; // H2 meets it when it comes to the row
        }
        return bounds.isAlwaysFalse() || bounds.getStart() == null && bounds.getEnd() == null
                ? NONE
                : ((LookedUpIndex) next.getIndex()).lookup(session, bounds.getStart(), bounds.getEnd());
    }

    private static boolean accepts(Expression condition, Session session) {
        return condition == null
                || !condition.isEverything(ExpressionVisitor.DETERMINISTIC_VISITOR)
                || condition.getBooleanValue(session);
    }
}
