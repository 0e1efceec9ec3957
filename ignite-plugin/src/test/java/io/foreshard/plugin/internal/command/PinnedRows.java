package io.foreshard.plugin.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import java.sql.Timestamp;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;

/** Rows of transactions in partitions of choice, of 64. */
final class PinnedRows {
    private static final int ROWS = 100;
    private static final int PARTITION_SHIFT = 57;

    private final IgniteCache<TransactionKey, TransactionRecord> cache;

    PinnedRows(Ignite node) {
        cache = node.cache(TableNames.DEFAULT.transactions());
    }

    private static TransactionKey key(int partition, int row) {
        return new TransactionKey(
                (long) partition << PARTITION_SHIFT | row, new UUID(partition, row), ActionType.VIEW, 0);
    }

    private static TransactionRecord record(int row) {
        return new TransactionRecord(new UUID(1, row), new Timestamp(row), row, 0, 1, new byte[1_000]);
    }

    void write(int... partitions) {
        IntStream.of(partitions).forEach(partition -> IntStream.range(0, ROWS)
                .forEach(row -> cache.put(key(partition, row), record(row))));
    }

    void verify(int... partitions) {
        IntStream.of(partitions).forEach(partition -> IntStream.range(0, ROWS)
                .forEach(row -> assertThat(cache.get(key(partition, row))).isEqualTo(record(row))));
    }
}
