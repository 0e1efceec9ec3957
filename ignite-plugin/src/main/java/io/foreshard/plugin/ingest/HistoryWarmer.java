package io.foreshard.plugin.ingest;

import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.table.NodeTables;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import javax.cache.CacheException;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterNode;

/**
 * Reads the last transactions of a returning user into the memory of their primaries when a session begins. This serves SQL and thin clients, which
 * have no near cache.
 *
 * <p>Never waits and never fails: keys beyond 256 in flight are skipped. Thread-safe.
 */
final class HistoryWarmer {
    private static final int MAX_IN_FLIGHT = 256;

    private final Ignite ignite;
    private final IngestionStatistics statistics;
    private final Semaphore budget = new Semaphore(MAX_IN_FLIGHT);

    HistoryWarmer(Ignite ignite, IngestionStatistics statistics) {
        this.ignite = ignite;
        this.statistics = statistics;
    }

    /** Starts to read rows on their primaries; only the keys are sent. */
    void warm(Set<TransactionKey> keys) {
        if (keys.isEmpty()) {
            return;
        }
        try {
            Map<ClusterNode, Collection<TransactionKey>> primaries = ignite.<TransactionKey>affinity(
                            NodeTables.names(ignite).transactions())
                    .mapKeysToNodes(keys);
            primaries.forEach((primary, there) -> warm(primary, new HashSet<>(there)));
        } catch (CacheException | IgniteException e) {
            statistics.warmingFailed.add(keys.size());
        }
    }

    private void warm(ClusterNode primary, Set<TransactionKey> keys) {
        int size = keys.size();
        if (!budget.tryAcquire(size)) {
            statistics.warmingDropped.add(size);
            return;
        }
        try {
            ignite.compute(ignite.cluster().forNode(primary))
                    .runAsync(new ReadRows(keys))
                    .listen(read -> {
                        budget.release(size);
                        try {
                            read.get();
                            statistics.warmed.add(size);
                        } catch (IgniteException e) {
                            statistics.warmingFailed.add(size); // a later read of these rows reports the cause
                        }
                    });
        } catch (IgniteException e) {
            budget.release(size);
            statistics.warmingFailed.add(size);
        }
    }
}
