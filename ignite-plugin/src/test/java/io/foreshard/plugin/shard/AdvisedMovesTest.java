package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.shard.balance.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load of two servers with a backup, by the CPU time of their partitions, and the moves that would balance it. */
class AdvisedMovesTest {
    private static final int PARTITIONS = 64;
    private static final int READERS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite first;
    private static Ignite second;
    private static IgniteCache<TransactionKey, TransactionRecord> table;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        first = Ignition.start(node("server-0"));
        second = Ignition.start(node("server-1"));
        first.cluster().state(ClusterState.ACTIVE);
        table = first.cache(TableNames.DEFAULT.transactions());
        for (int partition = 0; partition < PARTITIONS; partition++) {
            table.put(key(partition), new TransactionRecord(new UUID(0, 1), new Timestamp(1), 1, 1, 1, new byte[100]));
        }
        await().atMost(PATIENCE).until(() -> shards().isPresent());
    }

    private static IgniteConfiguration node(String name) {
        return nodes.configuration(name, new ForeshardConfiguration().setPartitions(PARTITIONS))
                .setSqlConfiguration(TestNodes.bothEngines());
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    private static TransactionKey key(long partition) {
        return new TransactionKey(partition << 57, new UUID(7, partition), ActionType.VIEW, 0);
    }

    private static ShardReport report() {
        return shards().orElseThrow();
    }

    private static Optional<ShardReport> shards() {
        return second.<Foreshard>plugin(Foreshard.NAME).shards();
    }

    /** Reads rows by several threads, which get a share of a busy machine, until the report that all nodes read fits. */
    private static void readUntil(List<TransactionKey> keys, ThrowingRunnable fits) {
        AtomicBoolean ends = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try {
            for (int i = 0; i < READERS; i++) {
                threads.submit(() -> {
                    while (!ends.get()) {
                        keys.forEach(table::get);
                    }
                });
            }
            await().atMost(PATIENCE).untilAsserted(fits);
        } finally {
            ends.set(true);
            threads.shutdown();
        }
    }

    @Test
    void load_rowsOfOnePartitionAreRead_itsShardUsesTheCpu() {
        readUntil(List.of(key(5)), () -> {
            assertThat(cpu(5)).isBetween(0.1, (double) Runtime.getRuntime().availableProcessors());
            assertThat(cpu(0)).isZero();
        });
    }

    /** Returns the CPU time per second of the shard of a partition. */
    private static double cpu(int partition) {
        ShardReport report = report();
        int shard = report.catalogue().shards().indexOf(report.catalogue().shardOf(partition));
        return report.load(shard).cpuPerSecond();
    }

    @Test
    void moves_oneServerHasTheLoad_wouldSwitchPrimariesToTheOther() throws SQLException {
        List<TransactionKey> keys = IntStream.range(0, PARTITIONS)
                .mapToObj(AdvisedMovesTest::key)
                .filter(AdvisedMovesTest::isOnFirst)
                .toList();
        String from = first.cluster().localNode().consistentId().toString();
        String to = second.cluster().localNode().consistentId().toString();

        readUntil(keys, () -> assertThat(report().moves()).anySatisfy(move -> {
            assertThat(move.code()).isEqualTo(Reason.PRIMARY_SWITCHED);
            assertThat(move.from()).isEqualTo(from);
            assertThat(move.to()).isEqualTo(to);
            assertThat(move.bytes()).isZero();
            assertThat(move.reason()).contains("share of CPU");
        }));

        assertThat(keys).as("nothing moves").allMatch(AdvisedMovesTest::isOnFirst);
        for (String engine : List.of("h2", "calcite")) {
            assertView(engine);
        }
    }

    private static boolean isOnFirst(TransactionKey key) {
        return first.affinity(table.getName()).isPrimary(first.cluster().localNode(), key);
    }

    private static void assertView(String engine) throws SQLException {
        String url = "jdbc:ignite:thin://" + TestNodes.thinAddress(first) + "?queryEngine=" + engine;
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT SHARD_ID, PARTITION_ID, FROM_SERVER, TO_SERVER, BYTES, DECISION, REASON"
                                + " FROM SYS.SHARD_MOVES")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString("SHARD_ID")).matches(rows.getInt("PARTITION_ID") < 0 ? "" : "[01]+\\*");
            assertThat(rows.getString("REASON")).isNotBlank();
        }
    }
}
