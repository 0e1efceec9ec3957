package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.TransactionKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.lang.IgniteFuture;

/**
 * Writes the rows of one batch.
 *
 * <p>The records of a transaction share a partition and are written by one {@code putAll}, which a TRANSACTIONAL cache executes all or none. All
 * transactions of one record share one {@code putAll}: if it fails, each of them is stored or not stored.
 */
final class RowWriter {
    private final IgniteCache<TransactionKey, TransactionRecord> cache;
    private final SortedMap<TransactionKey, TransactionRecord> small = new TreeMap<>(TransactionRows.ORDER);
    private final List<SortedMap<TransactionKey, TransactionRecord>> large = new ArrayList<>();
    private final List<SortedMap<TransactionKey, TransactionRecord>> repeated = new ArrayList<>();

    RowWriter(IgniteCache<TransactionKey, TransactionRecord> cache) {
        this.cache = cache;
    }

    /** Adds a transaction whose id is new. */
    void add(UserAction action, Receipt receipt) {
        plan(TransactionRows.of(action, receipt));
    }

    /** Adds a transaction whose id was known; only its missing rows are written, since an earlier attempt may have failed before it wrote them. */
    void addRepeated(UserAction action, Receipt receipt) {
        repeated.add(TransactionRows.of(action, receipt));
    }

    private void plan(SortedMap<TransactionKey, TransactionRecord> rows) {
        if (rows.size() == 1) {
            small.putAll(rows);
        } else if (!rows.isEmpty()) {
            large.add(rows);
        }
    }

    /** Writes the rows of all added transactions; returns when they are stored. */
    void write() {
        if (!repeated.isEmpty()) {
            TreeSet<TransactionKey> keys = new TreeSet<>(TransactionRows.ORDER);
            repeated.forEach(rows -> keys.addAll(rows.keySet()));
            Map<TransactionKey, TransactionRecord> stored = new HashMap<>(cache.getAll(keys));
            repeated.forEach(rows -> plan(TransactionRows.missing(rows, stored)));
        }
        List<IgniteFuture<Void>> writes = new ArrayList<>();
        large.forEach(rows -> writes.add(cache.putAllAsync(rows)));
        if (!small.isEmpty()) {
            writes.add(cache.putAllAsync(small));
        }
        writes.forEach(IgniteFuture::get);
    }
}
