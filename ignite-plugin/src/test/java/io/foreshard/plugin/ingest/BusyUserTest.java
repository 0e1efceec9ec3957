package io.foreshard.plugin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.IngestionConfiguration;
import io.foreshard.plugin.StepClock;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch of one user is sent again after many other actions of the user. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BusyUserTest {
    private static final int[] OTHERS = {0, 1, 2, 64, 128, 200};
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    private final StepClock clock = new StepClock(START);
    private TestNodes nodes;
    private Ignite server;
    private Ingestion ingestion;
    private IgniteCache<TransactionKey, TransactionRecord> table;
    private int next;

    @BeforeAll
    void start(@TempDir Path directory) {
        nodes = new TestNodes(directory);
        server = nodes.cluster(
                2,
                new ForeshardConfiguration()
                        .setPartitions(64)
                        .setIngestion(new IngestionConfiguration().setRetryHorizon(Duration.ofHours(1)))
                        .setClock(clock));
        ingestion = server.<Foreshard>plugin(Foreshard.NAME).ingestion();
        table = server.cache(TableNames.DEFAULT.transactions());
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 64, 128})
    void record_batchAgainAfterOtherActions_equalReceiptsAndNoNewRow(int size) {
        for (int others : OTHERS) {
            UUID user = new UUID(size, others);
            List<UserAction> batch = actions(user, size);
            List<Receipt> first = ingestion.record(batch);
            List<UserAction> between = actions(user, others);
            List<Receipt> second = ingestion.record(between);
            long rows = table.sizeLong();

            assertThat(ingestion.record(batch)).as("batch, %d others", others).isEqualTo(first);
            assertThat(ingestion.record(between)).as("others").isEqualTo(second);
            assertThat(table.sizeLong()).as("rows, %d others", others).isEqualTo(rows);
        }
    }

    @Test
    void record_singleOldActionAfterManyBatches_firstReceipt() {
        UUID user = new UUID(7, 7);
        List<UserAction> sent = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            List<UserAction> batch = actions(user, 40);
            sent.addAll(batch);
            receipts.addAll(ingestion.record(batch));
        }
        long rows = table.sizeLong();

        for (int i = 0; i < sent.size(); i += 37) {
            assertThat(ingestion.record(List.of(sent.get(i)))).containsExactly(receipts.get(i));
        }
        assertThat(ingestion.record(sent)).isEqualTo(receipts);
        assertThat(table.sizeLong()).isEqualTo(rows);
    }

    @Test
    void record_retryAfterTheHorizon_countedAsBeyondIt() {
        UUID user = new UUID(8, 8);
        List<UserAction> batch = actions(user, 10);
        ingestion.record(batch);
        clock.advance(Duration.ofHours(2));
        ingestion.record(actions(user, 200));
        long before = beyondHorizon();

        ingestion.record(batch);

        assertThat(beyondHorizon() - before).isEqualTo(10);
    }

    private long beyondHorizon() {
        return IngestionStatistics.of(server).beyondHorizon();
    }

    private List<UserAction> actions(UUID user, int count) {
        List<UserAction> actions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            actions.add(UserAction.of(user, ActionType.VIEW)
                    .transactionId(new UUID(99, next++))
                    .at(clock.instant())
                    .object(i)
                    .interest(1 + i % 5)
                    .payload(new byte[] {(byte) i})
                    .build());
        }
        return actions;
    }
}
