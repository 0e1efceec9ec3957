package io.foreshard.plugin.internal.view;

import io.foreshard.ingest.RecentTransaction;
import java.util.UUID;

/**
 * A row of the system view of recent transactions.
 *
 * @param position number of the transaction among those of its user, 1 is the newest
 */
record RecentTransactionRow(UUID userId, int position, RecentTransaction transaction) {}
