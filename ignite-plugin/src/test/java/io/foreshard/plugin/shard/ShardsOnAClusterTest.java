package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.MetricsConfiguration;
import io.foreshard.plugin.ShardingConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TestPorts;
import io.foreshard.shard.balance.Mode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shard planning as the plugin runs it, on two nodes with real sizes. */
class ShardsOnAClusterTest {
    private static final int PARTITIONS = 64;
    private static final int METRICS_PORT = TestPorts.port(95);
    private static final int ROWS = 2_000;

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite first;
    private static Ignite second;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        first = org.apache.ignite.Ignition.start(node("server-0", METRICS_PORT));
        second = org.apache.ignite.Ignition.start(node("server-1", 0));
        first.cluster().state(org.apache.ignite.cluster.ClusterState.ACTIVE);
        Map<TransactionKey, TransactionRecord> rows = new HashMap<>();
        for (int i = 0; i < ROWS; i++) {
            // Partitions 4..7 only: the second shard.
            rows.put(
                    key(4 + i % 4, i),
                    new TransactionRecord(new UUID(0, i), new Timestamp(i), 1, 1, 1, new byte[1_000]));
        }
        first.<TransactionKey, TransactionRecord>cache(TableNames.DEFAULT.transactions())
                .putAll(rows);
    }

    private static TransactionKey key(long partition, int row) {
        return new TransactionKey(partition << 57, new UUID(7, row), ActionType.VIEW, 0);
    }

    private static IgniteConfiguration node(String name, int metricsPort) {
        return nodes.configuration(
                        name,
                        new ForeshardConfiguration()
                                .setPartitions(PARTITIONS)
                                .setMetrics(new MetricsConfiguration().setPort(metricsPort))
                                .setSharding(new ShardingConfiguration()
                                        .setMode(Mode.AUTO)
                                        .setSplitBytes(1 << 20)))
                .setSqlConfiguration(TestNodes.bothEngines());
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    private static ShardReport report(Ignite node) {
        return node.<Foreshard>plugin(Foreshard.NAME).shards().orElse(null);
    }

    private static void awaitSplit(Ignite node) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    assertThat(report(node)).isNotNull();
                    assertThat(report(node).catalogue().splits()).isPositive();
                });
    }

    private static long rows(ShardReport report) {
        return IntStream.range(0, report.catalogue().shards().size())
                .mapToLong(shard -> report.load(shard).rows())
                .sum();
    }

    @Test
    void shards_largeShard_isSplitInTheReportOfEveryNode() {
        // The first split may come from a report that has seen a part of the rows.
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            ShardReport report = report(second);
            assertThat(report).isNotNull();
            assertThat(rows(report)).isEqualTo(ROWS);
            assertThat(report.catalogue().shardOf(4).partitions()).isLessThan(4);
            assertThat(report.catalogue().shardOf(0).partitions()).isEqualTo(4);
        });
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(report(first).catalogue())
                        .isEqualTo(report(second).catalogue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void shardsView_readOverJdbc_hasEveryShardOnBothEngines(String engine) throws SQLException {
        awaitSplit(first);
        int port = (Integer) first.cluster().localNode().attribute("clientListenerPort");
        String url = "jdbc:ignite:thin://127.0.0.1:" + port + "?queryEngine=" + engine;
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT SHARD_ID, FIRST_PARTITION, LAST_PARTITION, BYTES, \"ROWS\","
                                + " READS, WRITES, CPU, COVERAGE, AGE_MILLIS, LAST_DECISION, REASON, PINNED, CATALOGUE_VERSION, NODE_ID"
                                + " FROM SYS.SHARDS ORDER BY FIRST_PARTITION")) {
            int next = 0;
            while (rows.next()) {
                assertThat(rows.getInt("FIRST_PARTITION")).isEqualTo(next);
                next = rows.getInt("LAST_PARTITION") + 1;
                assertThat(rows.getString("SHARD_ID")).endsWith("*");
                assertThat(rows.getDouble("CPU")).isGreaterThanOrEqualTo(0);
                assertThat(rows.getDouble("COVERAGE")).isBetween(0.0, 1.0);
                assertThat(rows.getLong("AGE_MILLIS")).isGreaterThanOrEqualTo(-1);
                assertThat(rows.getString("REASON")).isNotBlank();
                assertThat(rows.getBoolean("PINNED")).isFalse();
                assertThat(rows.getLong("CATALOGUE_VERSION")).isGreaterThan(1);
            }
            assertThat(next).isEqualTo(PARTITIONS);
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(splits(url)).isPositive());
    }

    private static int splits(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT DECISION_TIME, SHARD_ID, FIRST_PARTITION, LAST_PARTITION, REASON, CATALOGUE_VERSION"
                                + " FROM SYS.SHARD_DECISIONS WHERE DECISION = 'SPLIT' AND DECIDED_BY = 'PLANNER'")) {
            int splits = 0;
            while (rows.next()) {
                assertThat(rows.getTimestamp("DECISION_TIME")).isNotNull();
                assertThat(rows.getString("REASON")).contains("bytes, limit 1048576");
                splits++;
            }
            return splits;
        }
    }

    @Test
    void scrape_afterASplit_showsTheShards() throws Exception {
        awaitSplit(first);

        assertThat(scrape().lines())
                .contains(
                        "foreshard_shard_round_failures_total 0.0",
                        "foreshard_scrape_failures_total 0.0",
                        "foreshard_closed_partitions 0.0",
                        "foreshard_placement_version 0.0",
                        "foreshard_placement_verified_version 0.0")
                .anyMatch(line -> line.startsWith("foreshard_shards "))
                .noneMatch(line -> line.startsWith("foreshard_shard_splits_total 0"));
    }

    private static String scrape() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + METRICS_PORT + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
