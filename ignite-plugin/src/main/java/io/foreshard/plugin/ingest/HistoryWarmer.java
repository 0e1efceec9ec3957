package io.foreshard.plugin.ingest;

import io.foreshard.key.TransactionKey;
import io.foreshard.prefetch.RowWarmer;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Reads the last transactions of a returning user into the memory of their primaries when a session begins. This serves SQL and thin clients, which
 * have no near cache.
 *
 * <p>Never waits and never fails: keys beyond 256 in flight are skipped. Thread-safe.
 */
final class HistoryWarmer {
    private static final int MAX_IN_FLIGHT = 256;

    private final RowWarmer warmer;
    private final String transactions;
    private final IngestionStatistics statistics;
    private final Semaphore budget = new Semaphore(MAX_IN_FLIGHT);

    /** @param transactions name of the cache of transactions */
    HistoryWarmer(RowWarmer warmer, String transactions, IngestionStatistics statistics) {
        this.warmer = warmer;
        this.transactions = transactions;
        this.statistics = statistics;
    }

    /** Starts to read rows on their primaries. */
    void warm(Set<TransactionKey> keys) {
        int size = keys.size();
        if (size == 0) {
            return;
        }
        if (!budget.tryAcquire(size)) {
            statistics.warmingDropped.add(size);
            return;
        }
        warmer.warm(transactions, Set.copyOf(keys)).whenComplete((bytes, failure) -> {
            budget.release(size);
            // A later read of these rows reports the cause of a failure.
            (failure == null ? statistics.warmed : statistics.warmingFailed).add(size);
        });
    }
}
