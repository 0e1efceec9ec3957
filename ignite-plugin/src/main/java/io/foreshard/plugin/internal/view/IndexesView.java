package io.foreshard.plugin.internal.view;

import io.foreshard.plugin.internal.sql.IndexVerdict;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;

/** The system view {@code SYS.TIER_INDEXES}: the SQL indexes of this node, and whether each reads rows to compare keys. */
public final class IndexesView {
    private IndexesView() {}

    /**
     * Registers the view, before the node joins.
     *
     * @param verdicts returns a row for each index
     */
    public static void register(Ignite ignite, Supplier<List<IndexVerdict>> verdicts) {
        ((IgniteEx) ignite)
                .context()
                .systemView()
                .registerView(
                        "tierIndexes",
                        "SQL indexes of caches whose rows can be offloaded; an index that READS_ROWS fetches remote rows to compare keys",
                        new IndexVerdictWalker(),
                        verdicts::get,
                        Function.identity());
    }
}
