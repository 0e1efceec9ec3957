package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import java.sql.Timestamp;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.ignite.IgniteCache;

/** Rows of transactions in a partition of choice (of 64), whose content follows from their number and version. */
final class TierRows {
    private static final int BATCH = 200;
    private static final int PAYLOAD_BYTES = 800;

    private TierRows() {}

    static TransactionKey key(int partition, int row) {
        return new TransactionKey((long) partition << 57 | row, new UUID(partition, row), ActionType.VIEW, 0);
    }

    static UUID user(int number) {
        return new UUID(77, number);
    }

    static TransactionRecord record(int row, int version) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        new Random(row * 31L + version).nextBytes(payload);
        return new TransactionRecord(user(row % 10), new Timestamp(1_000L * row), row, 0, 1, payload);
    }

    static void write(IgniteCache<TransactionKey, TransactionRecord> cache, int partition, int rows, int version) {
        Map<TransactionKey, TransactionRecord> batch = new TreeMap<>(Comparator.comparing(TransactionKey::hashKey));
        for (int row = 0; row < rows; row++) {
            batch.put(key(partition, row), record(row, version));
            if (batch.size() == BATCH) {
                cache.putAll(batch);
                batch.clear();
            }
        }
        cache.putAll(batch);
    }

    static void verify(IgniteCache<TransactionKey, TransactionRecord> cache, int partition, int rows, int version) {
        for (int row = 0; row < rows; row++) {
            assertThat(cache.get(key(partition, row))).isEqualTo(record(row, version));
        }
    }
}
