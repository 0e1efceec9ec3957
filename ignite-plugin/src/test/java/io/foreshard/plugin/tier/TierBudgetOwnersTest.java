package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.tier.Tier;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers with a copy of each partition, whose data takes more bytes than their budgets; users read one partition. */
class TierBudgetOwnersTest {
    private static final int PARTITIONS = 64;
    private static final int HOT = 8;
    private static final int COLD = 13;
    private static final int ROWS = 2_000;
    private static final long BUDGET = 16 << 20;
    private static final Duration EPOCH = Duration.ofDays(30);
    private static final Instant FIRST_EPOCH =
            Instant.EPOCH.plus(EPOCH.multipliedBy(15 * 40)).plusSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final Instant started = Instant.now();
    private TestNodes nodes;

    @AfterEach
    void stop() {
        nodes.close();
    }

    private ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(PARTITIONS)
                .setBackups(1)
                .setEpochDuration(EPOCH)
                .setClock(Clock.offset(Clock.systemUTC(), Duration.between(started, FIRST_EPOCH)))
                .setTier(new TierConfiguration()
                        .setLocalBytes(BUDGET)
                        .setUploadAfter(Duration.ofSeconds(1))
                        .setGarbageGrace(Duration.ZERO)
                        .setStoreUri("dir:" + directory.resolve("objects")));
    }

    private static IgniteCache<TransactionKey, TransactionRecord> table(Ignite node) {
        return node.cache(TableNames.DEFAULT.transactions());
    }

    private static Tier tier(Ignite node) {
        return node.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    private static double figure(Ignite node, String column, String where) {
        List<List<?>> rows = table(node)
                .query(new SqlFieldsQuery(
                        "SELECT COALESCE(SUM(" + column + "), 0) FROM SYS.TIER_PARTITIONS WHERE " + where))
                .getAll();
        return ((Number) rows.get(0).get(0)).doubleValue();
    }

    private static boolean isWithinBudget(Ignite node) {
        return tier(node).statistics().releasedPages() > 0
                && figure(node, "LOCAL_ONLY_BYTES + BOTH_BYTES", "TRUE") <= BUDGET;
    }

    @Test
    void hotPartition_primaryStops_successorNeedsNoRequest() {
        nodes = new TestNodes(directory);
        Ignite first = nodes.cluster(2, configuration());
        TierRows.write(table(first), HOT, ROWS, 1);
        Ignite primary = org.apache.ignite.Ignition.ignite(first.affinity(TableNames.DEFAULT.transactions())
                .mapPartitionToNode(HOT)
                .id());
        Ignite backup = org.apache.ignite.Ignition.allGrids().stream()
                .filter(node -> node != primary && !node.configuration().isClientMode())
                .findFirst()
                .orElseThrow();
        await().atMost(PATIENCE).until(() -> {
            TierRows.verify(table(primary), HOT, ROWS, 1);
            return figure(backup, "TEMPERATURE", "PARTITION_ID = " + HOT) > ROWS;
        });

        IntStream.range(HOT + 1, HOT + 1 + COLD).forEach(partition -> {
            TierRows.write(table(first), partition, ROWS, 1);
            TierRows.verify(table(primary), HOT, ROWS, 1);
        });
        await().atMost(PATIENCE).until(() -> {
            TierRows.verify(table(primary), HOT, ROWS, 1);
            return isWithinBudget(primary) && isWithinBudget(backup);
        });

        assertThat(figure(backup, "REMOTE_BYTES", "PARTITION_ID > " + HOT)).isPositive();
        assertThat(figure(backup, "REMOTE_BYTES", "PARTITION_ID = " + HOT)).isZero();
        primary.close();
        long fetches = tier(backup).statistics().fetches();
        TierRows.verify(table(backup), HOT, ROWS, 1);
        assertThat(tier(backup).statistics().fetches()).isEqualTo(fetches);
    }
}
