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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose data takes more bytes than its budget: 12 partitions of closed epochs, one of them pinned, and one of the open epoch. */
class TierBudgetTest {
    private static final int PARTITIONS = 64;
    private static final int FIRST = 8;
    private static final int CLOSED = 12;
    private static final int ROWS = 2_000;
    private static final long BUDGET = 16 << 20;
    private static final Duration EPOCH = Duration.ofDays(30);
    /** Its epoch has number 0: its partitions are 0 to 3. */
    private static final Instant FIRST_EPOCH =
            Instant.EPOCH.plus(EPOCH.multipliedBy(15 * 40)).plusSeconds(1);

    private static final int OPEN = 1;

    @TempDir
    Path directory;

    private final Instant started = Instant.now();
    private TestNodes nodes;
    private Ignite node;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        node = nodes.cluster(1, configuration());
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private void restart() {
        nodes.close();
        start();
    }

    private ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(PARTITIONS)
                .setBackups(0)
                .setEpochDuration(EPOCH)
                .setClock(Clock.offset(Clock.systemUTC(), Duration.between(started, FIRST_EPOCH)))
                .setTier(new TierConfiguration()
                        .setLocalBytes(BUDGET)
                        .setUploadAfter(Duration.ofSeconds(1))
                        .setGarbageGrace(Duration.ZERO)
                        .setStoreUri("dir:" + directory.resolve("objects")));
    }

    private IgniteCache<TransactionKey, TransactionRecord> table() {
        return node.cache(TableNames.DEFAULT.transactions());
    }

    private Tier tier() {
        return node.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    private List<List<?>> sql(String query) {
        return table().query(new SqlFieldsQuery(query)).getAll();
    }

    /** Returns whether the view has rows, which it lacks before the first poll after a start, and their local data is within the budget. */
    private boolean isWithinBudget() {
        Number bytes = (Number) sql("SELECT SUM(LOCAL_ONLY_BYTES + BOTH_BYTES) FROM SYS.TIER_PARTITIONS")
                .get(0)
                .get(0);
        return bytes != null && bytes.longValue() > 0 && bytes.longValue() <= BUDGET;
    }

    private String reason(int partition) {
        return (String) sql("SELECT REASON FROM SYS.TIER_PARTITIONS WHERE PARTITION_ID = " + partition
                        + " AND CACHE_GROUP_NAME = '" + TableNames.DEFAULT.group() + "'")
                .get(0)
                .get(0);
    }

    @Test
    void localBytes_exceeded_releasesClosedPartitionsAndKeepsAllRows() {
        ClusterTier.of(node).run(TierTask.pin(TableNames.DEFAULT.group()).partitions(FIRST));
        TierRows.write(table(), OPEN, ROWS, 1);
        IntStream.range(FIRST, FIRST + CLOSED).forEach(partition -> TierRows.write(table(), partition, ROWS, 1));

        await().atMost(Duration.ofMinutes(2))
                .until(() -> isWithinBudget() && tier().statistics().releasedPages() > 0);

        assertThat(reason(OPEN)).isEqualTo("epoch open");
        assertThat(reason(FIRST)).isEqualTo("pinned");
        assertThat(sql("SELECT SUM(REMOTE_BYTES) FROM SYS.TIER_PARTITIONS WHERE PARTITION_ID IN (" + OPEN + ", " + FIRST
                                + ")")
                        .get(0)
                        .get(0))
                .asString()
                .isEqualTo("0");
        assertThat(sql("SELECT DISTINCT REASON FROM SYS.TIER_PARTITIONS WHERE PARTITION_ID >= " + FIRST
                        + " AND REMOTE_BYTES > 0"))
                .isNotEmpty();
        restart();
        long fetches = tier().statistics().fetches();
        TierRows.verify(table(), OPEN, ROWS, 1);
        TierRows.verify(table(), FIRST, ROWS, 1);
        assertThat(tier().statistics().fetches())
                .as("of the open epoch and the pinned partition")
                .isEqualTo(fetches);
        IntStream.range(FIRST, FIRST + CLOSED).forEach(partition -> TierRows.verify(table(), partition, ROWS, 1));
        assertThat(tier().statistics().fetches()).isGreaterThan(fetches);
        await().atMost(Duration.ofMinutes(2)).until(this::isWithinBudget);
    }

    private double temperature(int partition) {
        Number sum = (Number)
                sql("SELECT COALESCE(SUM(TEMPERATURE), 0) FROM SYS.TIER_PARTITIONS WHERE PARTITION_ID = " + partition)
                        .get(0)
                        .get(0);
        return sum.doubleValue();
    }

    @Test
    void temperature_restart_isKept() {
        TierRows.write(table(), FIRST, ROWS, 1);
        TierRows.verify(table(), FIRST, ROWS, 1);
        await().atMost(Duration.ofMinutes(1)).until(() -> temperature(FIRST) >= ROWS);
        double before = temperature(FIRST);

        restart();

        await().atMost(Duration.ofMinutes(1)).until(() -> temperature(FIRST) > 0);
        assertThat(temperature(FIRST)).isGreaterThan(before * .9);
    }
}
