package io.foreshard.plugin.ingest;

import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.ignite.Ignite;

/** What the ingestion service of a node has done since the node started. Thread-safe; a reader sees each counter by itself. */
public final class IngestionStatistics {
    private static final String KEY = "foreshard-ingestion-statistics";

    final LongAdder transactions = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder warmed = new LongAdder();
    final LongAdder warmingDropped = new LongAdder();
    final LongAdder warmingFailed = new LongAdder();

    private IngestionStatistics() {}

    /** Returns the counters of a node; the service and the metrics share them. */
    public static IngestionStatistics of(Ignite ignite) {
        ConcurrentMap<String, IngestionStatistics> local = ignite.cluster().nodeLocalMap();
        return local.computeIfAbsent(KEY, unused -> new IngestionStatistics());
    }

    /** Returns the transactions that were written. */
    public long transactions() {
        return transactions.sum();
    }

    /** Returns the transactions that had been taken before. */
    public long duplicates() {
        return duplicates.sum();
    }

    /** Returns the keys of returning users whose rows were read into memory. */
    public long warmed() {
        return warmed.sum();
    }

    /** Returns the keys of returning users that did not fit the budget. */
    public long warmingDropped() {
        return warmingDropped.sum();
    }

    /** Returns the keys of returning users whose rows could not be read. */
    public long warmingFailed() {
        return warmingFailed.sum();
    }
}
