package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.TransactionKey;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Splits a transaction into rows; the receipt alone decides their number.
 *
 * <p>A payload of L bytes in n records is cut every ceil(L / n) bytes. So a retry cuts at the same places as the first attempt, also if
 * {@code recordBytes} was changed in between.
 */
final class TransactionRows {
    /** The order in which all writers lock rows, so that two writers cannot dead-lock. */
    static final Comparator<TransactionKey> ORDER = Comparator.comparingLong(TransactionKey::profileId)
            .thenComparing(TransactionKey::hashKey)
            .thenComparingInt(TransactionKey::rangeKey)
            .thenComparingInt(TransactionKey::counter);

    private TransactionRows() {}

    /** Returns the rows of a transaction, in the order of the counter. */
    static SortedMap<TransactionKey, TransactionRecord> of(UserAction action, Receipt receipt) {
        SortedMap<TransactionKey, TransactionRecord> rows = new TreeMap<>(ORDER);
        byte[] payload = action.payload();
        int cut = (payload.length + receipt.records() - 1) / receipt.records();
        for (int counter = 0; counter < receipt.records(); counter++) {
            int from = Math.min(counter * cut, payload.length);
            byte[] part = Arrays.copyOfRange(payload, from, Math.min(from + cut, payload.length));
            rows.put(
                    receipt.key(counter),
                    new TransactionRecord(
                            action.userId(),
                            Timestamp.from(action.time()),
                            action.objectId(),
                            action.interest(),
                            receipt.records(),
                            part));
        }
        return rows;
    }

    /**
     * Returns the rows that a retry must write: those that are not stored.
     *
     * <p>Empty if a stored row has other content: then the caller used an id twice, and the first transaction is kept.
     */
    static SortedMap<TransactionKey, TransactionRecord> missing(
            SortedMap<TransactionKey, TransactionRecord> rows, Map<TransactionKey, TransactionRecord> stored) {
        SortedMap<TransactionKey, TransactionRecord> missing = new TreeMap<>(ORDER);
        for (Map.Entry<TransactionKey, TransactionRecord> row : rows.entrySet()) {
            TransactionRecord present = stored.get(row.getKey());
            if (present == null) {
                missing.put(row.getKey(), row.getValue());
            } else if (!present.equals(row.getValue())) {
                return new TreeMap<>(ORDER);
            }
        }
        return missing;
    }
}
