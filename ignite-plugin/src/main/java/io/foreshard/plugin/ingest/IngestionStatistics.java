package io.foreshard.plugin.ingest;

import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.ignite.Ignite;

/** The counters of the ingestion service of a node since its start. Thread-safe; two counters are not read at the same moment. */
public final class IngestionStatistics {
    private static final String KEY = "foreshard-ingestion-statistics";

    private final LongAdder transactions = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder beyondHorizon = new LongAdder();
    final LongAdder warmed = new LongAdder();
    final LongAdder warmingDropped = new LongAdder();
    final LongAdder warmingFailed = new LongAdder();

    private IngestionStatistics() {}

    /** Returns the counters of a node; the service and the metrics share them. */
    public static IngestionStatistics of(Ignite ignite) {
        ConcurrentMap<String, IngestionStatistics> local = ignite.cluster().nodeLocalMap();
        return local.computeIfAbsent(KEY, unused -> new IngestionStatistics());
    }

    void count(WindowResult result) {
        transactions.add(result.transactions());
        duplicates.add(result.duplicates());
        beyondHorizon.add(result.beyondHorizon());
    }

    /** Returns the number of ids issued for actions older than the retry horizon, of users with forgotten receipts; a retry among them is stored twice. */
    public long beyondHorizon() {
        return beyondHorizon.sum();
    }

    /** Returns the number of transactions with a new id. */
    public long transactions() {
        return transactions.sum();
    }

    /** Returns the number of retries of known transactions. */
    public long duplicates() {
        return duplicates.sum();
    }

    /** Returns the number of rows of returning users that were read into memory. */
    public long warmed() {
        return warmed.sum();
    }

    /** Returns the number of rows of returning users that were skipped, because 256 reads were in flight. */
    public long warmingDropped() {
        return warmingDropped.sum();
    }

    /** Returns the number of rows of returning users that could not be read. */
    public long warmingFailed() {
        return warmingFailed.sum();
    }
}
