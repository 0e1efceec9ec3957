package io.foreshard.plugin.tier;

import static io.foreshard.plugin.tier.BudgetedNodes.ROWS;
import static io.foreshard.plugin.tier.BudgetedNodes.hasReleased;
import static io.foreshard.plugin.tier.BudgetedNodes.isWithinBudget;
import static io.foreshard.plugin.tier.BudgetedNodes.sum;
import static io.foreshard.plugin.tier.BudgetedNodes.table;
import static io.foreshard.plugin.tier.BudgetedNodes.tier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers with a copy of each partition, whose data takes more bytes than their budgets; users read one partition. */
class TierBudgetOwnersTest {
    private static final int HOT = BudgetedNodes.CLOSED;
    private static final int COLD_PARTITIONS = 13;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private TestNodes nodes;

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void hotPartition_primaryStops_successorNeedsNoRequest() {
        nodes = new TestNodes(directory);
        Ignite first = nodes.cluster(2, BudgetedNodes.configuration(directory, 1));
        TierRows.write(table(first), HOT, ROWS, 1);
        Ignite primary = Ignition.ignite(first.affinity(TableNames.DEFAULT.transactions())
                .mapPartitionToNode(HOT)
                .id());
        Ignite backup = Ignition.allGrids().stream()
                .filter(node -> node != primary && !node.configuration().isClientMode())
                .findFirst()
                .orElseThrow();
        await().atMost(PATIENCE).until(() -> {
            TierRows.verify(table(primary), HOT, ROWS, 1);
            return sum(backup, "TEMPERATURE", "PARTITION_ID = " + HOT) > ROWS;
        });

        IntStream.range(HOT + 1, HOT + 1 + COLD_PARTITIONS).forEach(partition -> {
            TierRows.write(table(first), partition, ROWS, 1);
            TierRows.verify(table(primary), HOT, ROWS, 1);
        });
        await().atMost(PATIENCE).until(() -> {
            TierRows.verify(table(primary), HOT, ROWS, 1);
            return Stream.of(primary, backup).allMatch(node -> hasReleased(node) && isWithinBudget(node));
        });

        assertThat(sum(backup, "REMOTE_BYTES", "PARTITION_ID > " + HOT)).isPositive();
        assertThat(sum(backup, "REMOTE_BYTES", "PARTITION_ID = " + HOT)).isZero();
        primary.close();
        long fetches = tier(backup).statistics().fetches();
        TierRows.verify(table(backup), HOT, ROWS, 1);
        assertThat(tier(backup).statistics().fetches()).isEqualTo(fetches);
    }
}
