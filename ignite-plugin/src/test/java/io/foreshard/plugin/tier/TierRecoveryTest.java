package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.apache.ignite.Ignite;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node was killed with changes of cold partitions that no checkpoint has written, and starts while the store is down. */
class TierRecoveryTest {
    /** The store stays down: a start that needs it does not end. */
    private static final Duration START = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void start_killedAndStoreDown_recoversEveryChange(boolean restartsBeforeTheChanges) throws Exception {
        Path objects = directory.resolve("objects");
        KilledNode.run(directory, "dir:" + objects, restartsBeforeTheChanges);
        StoreOutage outage = StoreOutage.begin(objects);

        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite node = CompletableFuture.supplyAsync(
                            () -> nodes.cluster(1, ColdNode.configuration("dir:" + objects)))
                    .get(START.toMillis(), TimeUnit.MILLISECONDS);

            verify(node, row -> KilledNode.isChanged(row) || KilledNode.isRemoved(row));
            assertThat(node.<Foreshard>plugin(Foreshard.NAME)
                            .tier()
                            .statistics()
                            .reusedPages())
                    .isPositive();
            outage.end();
            await("the circuit breaker closes")
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .untilAsserted(() -> verify(node, row -> true));
            Judges.findNothing(node, TableNames.DEFAULT.transactions(), KilledNode.VALUES);
        }
    }

    private static void verify(Ignite node, IntPredicate rows) {
        for (int row = 0; row < KilledNode.ROWS + KilledNode.NEW_ROWS; row++) {
            if (!rows.test(row)) {
                continue;
            }
            int version = KilledNode.isChanged(row) ? 1 : 0;
            boolean removed = KilledNode.isRemoved(row);
            assertThat(KilledNode.values(node).get(row))
                    .as("value %d", row)
                    .isEqualTo(removed ? null : KilledNode.value(row, version));
            assertThat(KilledNode.table(node).get(TierRows.key(KilledNode.PARTITION, row)))
                    .as("row %d", row)
                    .isEqualTo(removed ? null : TierRows.record(row, version));
        }
    }
}
