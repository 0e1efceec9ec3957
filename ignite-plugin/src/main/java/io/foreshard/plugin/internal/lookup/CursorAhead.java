package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.FetchWindow;
import io.foreshard.plugin.internal.page.LookupFetch.Lookup;
import java.util.ArrayList;
import java.util.List;
import org.h2.index.Cursor;
import org.h2.message.DbException;
import org.h2.result.Row;
import org.h2.result.SearchRow;
import org.h2.table.TableFilter;

/** A cursor that reads some rows ahead, 16 at first, and fetches the rows that they are joined with before it returns them. Not thread-safe. */
final class CursorAhead implements Cursor {
    private final TableFilter table;
    private final Cursor cursor;
    private final JoinedRows joins;
    private final FetchWindow window = new FetchWindow();
    private final List<Row> rows = new ArrayList<>();
    private List<Lookup> lookups = List.of();
    private int maxPages;
    private int next;
    private int fetched;
    private Exception failure;

    CursorAhead(TableFilter table, Cursor cursor, JoinedRows joins) {
        this.table = table;
        this.cursor = cursor;
        this.joins = joins;
    }

    @Override
    public boolean next() {
        if (next == rows.size() && !readRows()) {
            return false;
        }
        if (next == fetched) {
            fetched += joins.fetch(table, lookups.subList(fetched, lookups.size()), maxPages);
        }
        next++;
        return true;
    }

    private boolean readRows() {
        rows.clear();
        next = 0;
        fetched = 0;
        if (failure != null) {
            throw undeclared(failure);
        }
        maxPages = window.next();
        try {
            while (rows.size() < maxPages && cursor.next()) {
                rows.add(cursor.get());
            }
        } catch (Exception e) { // also those that Ignite does not declare
            if (rows.isEmpty()) {
                throw e;
            }
            failure = e; // after the rows before it
        }
        lookups = joins.lookups(table, rows);
        return !rows.isEmpty();
    }

    /** Throws a checked exception from a method that does not declare it. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException undeclared(Exception failure) throws E {
        throw (E) failure;
    }

    @Override
    public Row get() {
        return rows.get(next - 1);
    }

    @Override
    public SearchRow getSearchRow() {
        return get();
    }

    @Override
    public boolean previous() {
        throw DbException.getUnsupportedException("previous");
    }
}
