package io.foreshard.plugin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.profile.UserWindow;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ingestion into an ATOMIC table: as into a transactional one, as long as nothing fails. */
class AtomicIngestionTest {
    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ingestion ingestion;
    private static IgniteCache<TransactionKey, TransactionRecord> table;
    private static IgniteCache<UUID, UserWindow> windows;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        Ignite server = nodes.cluster(
                2,
                new ForeshardConfiguration()
                        .setPartitions(64)
                        .setRecordBytes(Batches.RECORD_BYTES)
                        .setAtomicityMode(CacheAtomicityMode.ATOMIC));
        ingestion = server.<Foreshard>plugin(Foreshard.NAME).ingestion();
        table = server.cache(TableNames.DEFAULT.transactions());
        windows = server.cache(TableNames.DEFAULT.windows());
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void table_configuredAtomic_isAtomic() {
        @SuppressWarnings("unchecked")
        CacheConfiguration<TransactionKey, TransactionRecord> configuration =
                table.getConfiguration(CacheConfiguration.class);
        assertThat(configuration.getAtomicityMode()).isEqualTo(CacheAtomicityMode.ATOMIC);
    }

    @Test
    void record_largePayloads_splitAndStored() {
        long before = table.sizeLong();
        List<UserAction> batch = Batches.batch(1);

        List<Receipt> receipts = ingestion.record(batch);

        Batches.assertStored(table, batch, receipts);
        assertThat(receipts).extracting(Receipt::records).contains(1, 3, 6);
        assertThat(table.sizeLong() - before)
                .isEqualTo(receipts.stream().mapToInt(Receipt::records).sum());
    }

    @Test
    void record_sameBatchTwice_changesNothing() {
        List<UserAction> batch = Batches.batch(2);
        List<Receipt> first = ingestion.record(batch);
        long rows = table.sizeLong();
        Map<UUID, UserWindow> before = windows.getAll(users(batch));

        assertThat(ingestion.record(batch)).isEqualTo(first);

        assertThat(table.sizeLong()).isEqualTo(rows);
        assertThat(windows.getAll(users(batch))).isEqualTo(before).isNotEmpty();
        Batches.assertStored(table, batch, first);
    }

    @Test
    void record_retryWithMissingRecords_writesThem() {
        List<UserAction> batch = Batches.batch(3);
        List<Receipt> first = ingestion.record(batch);
        first.stream().filter(receipt -> receipt.records() > 1).forEach(receipt -> {
            assertThat(table.remove(receipt.key(1))).isTrue();
        });

        assertThat(ingestion.record(batch)).isEqualTo(first);

        Batches.assertStored(table, batch, first);
    }

    private static Set<UUID> users(List<UserAction> batch) {
        return new HashSet<>(batch.stream().map(UserAction::userId).toList());
    }
}
