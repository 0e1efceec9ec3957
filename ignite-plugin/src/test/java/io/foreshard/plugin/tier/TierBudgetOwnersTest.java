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
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.ServerProcess;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers with a copy of each partition, whose data takes more bytes than their budgets; users read one partition. */
class TierBudgetOwnersTest {
    private static final int COLD_PARTITIONS = 13;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private TestNodes nodes;

    @BeforeEach
    void create() {
        nodes = new TestNodes(directory);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void hotPartition_primaryStops_successorNeedsNoRequest() {
        Ignite first = nodes.cluster(2, BudgetedNodes.configuration(directory, 1));
        int hot = BudgetedNodes.CLOSED;
        Ignite primary = Ignition.ignite(first.affinity(TableNames.DEFAULT.transactions())
                .mapPartitionToNode(hot)
                .id());
        Ignite backup = Ignition.allGrids().stream()
                .filter(node -> node != primary && !node.configuration().isClientMode())
                .findFirst()
                .orElseThrow();
        fill(backup, hot, () -> TierRows.verify(table(primary), hot, ROWS, 1));
        await().atMost(PATIENCE).until(() -> hasReleased(primary) && isWithinBudget(primary));

        primary.close();

        assertNeedsNoRequest(backup, hot);
    }

    @Test
    void hotPartition_primaryIsKilled_successorNeedsNoRequest() throws Exception {
        Ignite backup = nodes.server("server-0", BudgetedNodes.configuration(directory, 1));
        try (ServerProcess primary = ServerProcess.start(BudgetedProcess.class, directory, backup, "server-1")) {
            primary.awaitServers(backup, 2);
            backup.cluster().state(ClusterState.ACTIVE);
            int hot = BudgetedNodes.hotPartition(
                    backup, backup.cluster().forRemotes().node());
            fill(backup, hot, () -> {});

            primary.kill();

            assertNeedsNoRequest(backup, hot);
        }
    }

    /**
     * Writes a partition, and when its backup knows that it is hot, more data than the budget.
     *
     * @param users read the partition on its primary, unless others do
     */
    private static void fill(Ignite backup, int hot, Runnable users) {
        TierRows.write(table(backup), hot, ROWS, 1);
        await().atMost(PATIENCE).until(() -> {
            users.run();
            return sum(backup, "TEMPERATURE", "PARTITION_ID = " + hot) > ROWS;
        });
        IntStream.range(hot + 1, hot + 1 + COLD_PARTITIONS).forEach(partition -> {
            TierRows.write(table(backup), partition, ROWS, 1);
            users.run();
        });
        await().atMost(PATIENCE).until(() -> {
            users.run();
            return hasReleased(backup) && isWithinBudget(backup);
        });
        assertThat(sum(backup, "REMOTE_BYTES", "PARTITION_ID > " + hot)).isPositive();
        assertThat(sum(backup, "REMOTE_BYTES", "PARTITION_ID = " + hot)).isZero();
    }

    private static void assertNeedsNoRequest(Ignite successor, int hot) {
        Affinity<TransactionKey> affinity = successor.affinity(TableNames.DEFAULT.transactions());
        await().atMost(PATIENCE).until(() -> affinity.mapPartitionToNode(hot)
                .equals(successor.cluster().localNode()));
        long fetches = tier(successor).statistics().fetches();

        TierRows.verify(table(successor), hot, ROWS, 1);

        assertThat(tier(successor).statistics().fetches()).isEqualTo(fetches);
    }
}
