package io.foreshard.plugin.tier;

import static io.foreshard.plugin.tier.BudgetedNodes.CLOSED;
import static io.foreshard.plugin.tier.BudgetedNodes.OPEN;
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
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose data takes more bytes than its budget: 12 partitions of closed epochs, one of them pinned, and one of the open epoch. */
class TierBudgetTest {
    private static final int CLOSED_PARTITIONS = 12;
    private static final int PINNED = CLOSED;

    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite node;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        node = nodes.cluster(1, BudgetedNodes.configuration(directory, 0));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private void restart() {
        nodes.close();
        start();
    }

    private List<List<?>> sql(String query) {
        return table(node).query(new SqlFieldsQuery(query)).getAll();
    }

    private String reason(int partition) {
        return (String) sql("SELECT REASON FROM SYS.TIER_PARTITIONS WHERE PARTITION_ID = " + partition
                        + " AND CACHE_GROUP_NAME = '" + TableNames.DEFAULT.group() + "'")
                .get(0)
                .get(0);
    }

    private static void closedPartitions(IntConsumer action) {
        IntStream.range(CLOSED, CLOSED + CLOSED_PARTITIONS).forEach(action);
    }

    @Test
    void localBytes_exceeded_releasesClosedPartitionsAndKeepsAllRows() {
        ClusterTier.of(node).run(TierTask.pin(TableNames.DEFAULT.group()).partitions(PINNED));
        TierRows.write(table(node), OPEN, ROWS, 1);
        closedPartitions(partition -> TierRows.write(table(node), partition, ROWS, 1));

        await().atMost(Duration.ofMinutes(2)).until(() -> isWithinBudget(node) && hasReleased(node));

        assertThat(reason(OPEN)).isEqualTo("epoch open");
        assertThat(reason(PINNED)).isEqualTo("pinned");
        assertThat(sum(node, "REMOTE_BYTES", "PARTITION_ID IN (" + OPEN + ", " + PINNED + ")"))
                .isZero();
        assertThat(sum(node, "REMOTE_BYTES", "PARTITION_ID >= " + CLOSED)).isPositive();
        restart();
        long fetches = tier(node).statistics().fetches();
        TierRows.verify(table(node), OPEN, ROWS, 1);
        TierRows.verify(table(node), PINNED, ROWS, 1);
        assertThat(tier(node).statistics().fetches())
                .as("of the open epoch and the pinned partition")
                .isEqualTo(fetches);
        closedPartitions(partition -> TierRows.verify(table(node), partition, ROWS, 1));
        assertThat(tier(node).statistics().fetches()).isGreaterThan(fetches);
        await().atMost(Duration.ofMinutes(2)).until(() -> isWithinBudget(node));
    }

    private double temperature(int partition) {
        return sum(node, "TEMPERATURE", "PARTITION_ID = " + partition);
    }

    @Test
    void temperature_restart_isKept() {
        TierRows.write(table(node), CLOSED, ROWS, 1);
        TierRows.verify(table(node), CLOSED, ROWS, 1);
        await().atMost(Duration.ofMinutes(1)).until(() -> temperature(CLOSED) >= ROWS);
        double before = temperature(CLOSED);

        restart();

        await().atMost(Duration.ofMinutes(1)).until(() -> temperature(CLOSED) > 0);
        assertThat(temperature(CLOSED)).isGreaterThan(before * .9);
    }
}
