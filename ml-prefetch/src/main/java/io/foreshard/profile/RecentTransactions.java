package io.foreshard.profile;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.RecentTransaction;
import io.foreshard.ingest.UserAction;
import io.foreshard.profile.RecentColumns.Column;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The columns of a user's last transactions, as numbers: 24 bytes each. The receipts are in {@link IssuedReceipts}. Immutable and thread-safe. */
final class RecentTransactions implements Serializable {
    /** Maximum number of transactions: below the number of receipts that a window keeps at least. */
    static final int MAX = 64;

    static final RecentTransactions EMPTY = new RecentTransactions(new long[0]);

    private static final long serialVersionUID = 1L;
    private static final int LONGS = 3;
    private static final long ABSENT = Long.MIN_VALUE;

    /** Time, object and amount of each, oldest first. */
    private final long[] columns;

    private RecentTransactions(long[] columns) {
        this.columns = columns;
    }

    /**
     * Returns these transactions with one more.
     *
     * @param max number of transactions to keep, 0 to {@value #MAX}
     * @param kept columns to keep of the new one
     */
    RecentTransactions plus(ActionSummary action, int max, RecentColumns kept) {
        if (max == 0) {
            return EMPTY;
        }
        return new RecentTransactions(RecentNumbers.append(
                columns,
                LONGS * max,
                kept.contains(Column.TIME) ? action.time().toEpochMilli() : ABSENT,
                kept.contains(Column.OBJECT) && action.objectId() != UserAction.NO_OBJECT ? action.objectId() : ABSENT,
                kept.contains(Column.AMOUNT) && action.amount() != null ? action.amount() : ABSENT));
    }

    /**
     * Returns the transactions, newest first.
     *
     * @param receipts the receipts of the same window; the last ones belong to these transactions
     */
    List<RecentTransaction> with(List<Receipt> receipts) {
        List<RecentTransaction> transactions = new ArrayList<>();
        int receipt = receipts.size();
        for (int first = columns.length - LONGS; first >= 0; first -= LONGS) {
            transactions.add(new RecentTransaction(
                    receipts.get(--receipt), column(first), column(first + 1), column(first + 2)));
        }
        return transactions;
    }

    private Long column(int index) {
        return columns[index] == ABSENT ? null : columns[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecentTransactions transactions && Arrays.equals(columns, transactions.columns);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(columns);
    }
}
