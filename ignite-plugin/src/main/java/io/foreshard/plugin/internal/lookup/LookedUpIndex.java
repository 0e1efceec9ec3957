package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.LookupFetch.Lookup;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.h2.engine.Session;
import org.h2.index.Cursor;
import org.h2.result.SearchRow;
import org.h2.table.IndexColumn;

/** An index of the H2 engine whose look-ups can be searched without reading rows. Thread-safe. */
interface LookedUpIndex {
    /** Returns the group of its rows. */
    CacheGroupContext group();

    /** Returns its columns. */
    IndexColumn[] getIndexColumns();

    /** Reads rows. */
    Cursor find(Session session, SearchRow first, SearchRow last);

    /**
     * Returns the search of a look-up.
     *
     * @param first lower bound, not changed later; null if there is none
     * @param last upper bound, not changed later; null if there is none
     */
    Lookup lookup(Session session, SearchRow first, SearchRow last);
}
