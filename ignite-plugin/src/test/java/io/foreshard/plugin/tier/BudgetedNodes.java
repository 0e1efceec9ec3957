package io.foreshard.plugin.tier;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.tier.Tier;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterNode;

/** Servers with a budget of 16 MiB, less than the data of the tests, and a clock that stands at the begin of the epoch 0, whose partitions are 0 to 3. */
final class BudgetedNodes {
    /** A partition of the open epoch. */
    static final int OPEN = 1;
    /** The first partition of closed epochs that the tests use. */
    static final int CLOSED = 8;
    /** Rows of a partition: 13 partitions exceed the budget. */
    static final int ROWS = 2_000;

    private static final int PARTITIONS = 64;
    private static final long BUDGET = 16 << 20;
    private static final Duration EPOCH = Duration.ofDays(30);
    static final Instant FIRST_EPOCH =
            Instant.EPOCH.plus(EPOCH.multipliedBy(15 * 40)).plusSeconds(1);
    private static final Instant STARTED = Instant.now();

    private BudgetedNodes() {}

    static ForeshardConfiguration configuration(Path directory, int backups) {
        return new ForeshardConfiguration()
                .setPartitions(PARTITIONS)
                .setBackups(backups)
                .setEpochDuration(EPOCH)
                .setClock(Clock.offset(Clock.systemUTC(), Duration.between(STARTED, FIRST_EPOCH)))
                .setTier(new TierConfiguration()
                        .setLocalBytes(BUDGET)
                        .setUploadAfter(Duration.ofSeconds(1))
                        .setGarbageGrace(Duration.ZERO)
                        .setStoreUri("dir:" + directory.resolve("objects")));
    }

    /** Returns the partition that users of a server read: the first one of closed epochs whose primary it is. */
    static int hotPartition(Ignite node, ClusterNode primary) {
        Affinity<TransactionKey> affinity = node.affinity(TableNames.DEFAULT.transactions());
        return IntStream.range(CLOSED, PARTITIONS)
                .filter(partition -> affinity.mapPartitionToNode(partition).equals(primary))
                .findFirst()
                .orElseThrow();
    }

    static IgniteCache<TransactionKey, TransactionRecord> table(Ignite node) {
        return node.cache(TableNames.DEFAULT.transactions());
    }

    static Tier tier(Ignite node) {
        return node.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    /** Returns the sum of a column of the view of partitions, 0 if it has no such row. */
    static double sum(Ignite node, String column, String where) {
        String query = "SELECT COALESCE(SUM(" + column + "), 0) FROM SYS.TIER_PARTITIONS WHERE " + where;
        Object sum =
                table(node).query(new SqlFieldsQuery(query)).getAll().get(0).get(0);
        return ((Number) sum).doubleValue();
    }

    /** Returns whether the view has rows, which it lacks before the first poll after a start, and their local data is within the budget. */
    static boolean isWithinBudget(Ignite node) {
        double bytes = sum(node, "LOCAL_ONLY_BYTES + BOTH_BYTES", "TRUE");
        return bytes > 0 && bytes <= BUDGET;
    }

    static boolean hasReleased(Ignite node) {
        return tier(node).statistics().releasedPages() > 0;
    }
}
