package io.foreshard.plugin.internal.view;

import io.foreshard.ingest.RecentTransaction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.spi.systemview.view.FiltrableSystemView;
import org.apache.ignite.spi.systemview.view.SystemViewRowAttributeWalker;

/**
 * The system view {@code SYS.RECENT_TRANSACTIONS}: the last transactions of one user, read from the user's window on any node.
 *
 * <p>Unlike other system views it has the rows of the whole cluster, and must not list them all: a statement without a user is refused.
 */
public final class RecentTransactionsView implements FiltrableSystemView<RecentTransactionRow> {
    private final Function<UUID, List<RecentTransaction>> windows;

    private RecentTransactionsView(Function<UUID, List<RecentTransaction>> windows) {
        this.windows = windows;
    }

    /**
     * Registers the view, before the node joins.
     *
     * @param windows returns the last transactions of a user, newest first
     */
    public static void register(Ignite ignite, Function<UUID, List<RecentTransaction>> windows) {
        ((IgniteEx) ignite).context().systemView().registerView(new RecentTransactionsView(windows));
    }

    @Override
    public Iterator<RecentTransactionRow> iterator(Map<String, Object> filter) {
        if (!(filter.get(RecentTransactionRowWalker.USER_ID) instanceof UUID user)) {
            return iterator();
        }
        List<RecentTransactionRow> rows = new ArrayList<>();
        for (RecentTransaction transaction : windows.apply(user)) {
            rows.add(new RecentTransactionRow(user, rows.size() + 1, transaction));
        }
        return rows.iterator();
    }

    @Override
    public Iterator<RecentTransactionRow> iterator() {
        throw new IgniteException(
                "SYS.RECENT_TRANSACTIONS lists the transactions of one user: add the condition USER_ID = ?.");
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public String name() {
        return "recentTransactions";
    }

    @Override
    public String description() {
        return "Last transactions of a user, without a read of their rows; needs the condition USER_ID = ?";
    }

    @Override
    public SystemViewRowAttributeWalker<RecentTransactionRow> walker() {
        return new RecentTransactionRowWalker();
    }
}
