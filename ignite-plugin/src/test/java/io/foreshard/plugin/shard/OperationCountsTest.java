package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.transactions.Transaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operations of each kind count on two servers with a backup: exact numbers, by the counters that the coordinator reads. */
class OperationCountsTest {
    private static final int PARTITIONS = 64;
    private static final int ROWS = 100;
    private static final Counts NONE = new Counts(0, 0, 0);

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static List<Ignite> servers;
    private static Ignite client;
    private static int lastRow;

    private Map<TransactionKey, TransactionRecord> rows;
    private Counts before;

    /** The counters of all servers. */
    private record Counts(long reads, long writes, long windowOperations) {}

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        servers = List.of(Ignition.start(node("server-0")), Ignition.start(node("server-1")));
        servers.get(0).cluster().state(ClusterState.ACTIVE);
        client = Ignition.start(node("client").setClientMode(true));
        cache(client); // not within a transaction
        servers.forEach(server -> await().atMost(Duration.ofSeconds(60)).until(() -> LoadsOfServers.isReady(server)));
    }

    private static IgniteConfiguration node(String name) {
        return nodes.configuration(name, new ForeshardConfiguration().setPartitions(PARTITIONS))
                .setSqlConfiguration(TestNodes.bothEngines());
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @BeforeEach
    void newRows() {
        rows = new HashMap<>();
        for (int i = 0; i < ROWS; i++) {
            int row = lastRow++;
            rows.put(
                    new TransactionKey((long) (row % PARTITIONS) << 57, new UUID(7, row), ActionType.VIEW, 0),
                    new TransactionRecord(new UUID(0, row), new Timestamp(row), 1, 1, 1, new byte[100]));
        }
        before = counts();
    }

    private static Counts counts() {
        LocalPartition sum = LoadsOfServers.sum(servers);
        return new Counts(
                sum.reads(),
                sum.writes(),
                servers.stream()
                        .mapToLong(server -> LoadsOfServers.of(server).windowOperations())
                        .sum());
    }

    /** Returns the counts since the test began or this method was called. */
    private Counts counted() {
        Counts now = counts();
        Counts counted = new Counts(
                now.reads - before.reads, now.writes - before.writes, now.windowOperations - before.windowOperations);
        before = now;
        return counted;
    }

    private static IgniteCache<TransactionKey, TransactionRecord> cache(Ignite node) {
        return node.cache(TableNames.DEFAULT.transactions());
    }

    @Test
    void putGetAndRemove_byThickClientAndServer_countOneForEachRow() {
        for (Ignite node : List.of(client, servers.get(0))) {
            newRows();
            rows.forEach(cache(node)::put);
            assertPutsOfNewRows(counted());

            rows.keySet().forEach(key -> assertThat(cache(node).get(key)).isNotNull());
            assertThat(counted()).as("gets").isEqualTo(new Counts(ROWS, 0, 0));

            assertThat(cache(node).getAll(rows.keySet())).hasSize(ROWS);
            assertThat(counted()).as("getAll").isEqualTo(new Counts(ROWS, 0, 0));

            cache(node).removeAll(rows.keySet());
            assertThat(counted().writes).as("removals").isEqualTo(ROWS);

            assertThat(cache(node).getAll(rows.keySet())).isEmpty();
            assertThat(counted()).as("missing keys").isEqualTo(NONE);
        }
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void putAndGetOfExistingRows_countOneEachAndAtMostALookUpOfATransaction(CacheAtomicityMode mode)
            throws SQLException {
        IgniteCache<Object, Object> table = table("T_" + mode, mode);
        counted();
        for (int i = 0; i < ROWS; i++) {
            table.put((long) i << 57, "first");
        }
        assertThat(counted()).isEqualTo(new Counts(0, ROWS, 0));

        for (int i = 0; i < ROWS; i++) {
            table.put((long) i << 57, "second");
        }

        long lookUps = mode == CacheAtomicityMode.ATOMIC ? 0 : ROWS;
        Counts counted = counted();
        assertThat(counted.writes).isEqualTo(ROWS);
        assertThat(counted.reads).isBetween(0L, lookUps);

        for (int i = 0; i < ROWS; i++) {
            assertThat(table.get((long) i << 57)).isEqualTo("second");
            table.put((long) i << 57, "third");
        }
        counted = counted();
        assertThat(counted.writes).isEqualTo(ROWS);
        assertThat(counted.reads).isBetween((long) ROWS, ROWS + lookUps);
    }

    /** The table has four indexes; each split of one of their pages reads a row, also on the backup. */
    private static void assertPutsOfNewRows(Counts counted) {
        assertThat(counted.writes).isEqualTo(ROWS);
        assertThat(counted.reads).isBetween(0L, ROWS / 4L);
    }

    private static IgniteCache<Object, Object> table(String name, CacheAtomicityMode mode) throws SQLException {
        execute(
                servers.get(0),
                "h2",
                "CREATE TABLE " + name + " (ID BIGINT PRIMARY KEY, X VARCHAR) WITH \"template=foreshard,atomicity="
                        + mode.name().toLowerCase() + ",wrap_value=false,cache_name=" + name + "\"");
        return client.cache(name);
    }

    private static void execute(Ignite server, String engine, String statement) throws SQLException {
        try (Connection connection = connect(server, engine);
                Statement each = connection.createStatement()) {
            each.execute(statement);
        }
    }

    private static Connection connect(Ignite server, String engine) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:ignite:thin://" + TestNodes.thinAddress(server) + "?queryEngine=" + engine);
    }

    @Test
    void putAndGet_byThinClientAndTransaction_countOneForEachRow() {
        try (IgniteClient thin = Ignition.startClient(new ClientConfiguration()
                .setAddresses(servers.stream().map(TestNodes::thinAddress).toArray(String[]::new)))) {
            ClientCache<TransactionKey, TransactionRecord> table = thin.cache(TableNames.DEFAULT.transactions());
            rows.forEach(table::put);
            assertPutsOfNewRows(counted());
            rows.keySet().forEach(key -> assertThat(table.get(key)).isNotNull());
            assertThat(counted()).as("gets").isEqualTo(new Counts(ROWS, 0, 0));
        }
        newRows();
        try (Transaction transaction = client.transactions().txStart()) {
            rows.forEach(cache(client)::put);
            transaction.commit();
        }
        assertPutsOfNewRows(counted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void rowsOfSqlResults_countOnceEach(String engine) throws SQLException {
        cache(client).putAll(rows);
        counted();
        try (Connection connection = connect(servers.get(1), engine);
                Statement statement = connection.createStatement()) {
            int all = sum(statement, "SELECT OBJECT_ID FROM FORESHARD.TRANSACTIONS");
            assertThat(counted()).as("scan").isEqualTo(new Counts(all, 0, 0));

            UUID user = rows.values().iterator().next().userId();
            int found = sum(statement, "SELECT OBJECT_ID FROM FORESHARD.TRANSACTIONS WHERE USER_ID='" + user + "'");
            assertThat(found).isEqualTo(1);
            assertThat(counted().reads).as("look-up").isEqualTo(engine.equals("h2") ? found : 2 * found);
        }
    }

    private static int sum(Statement statement, String query) throws SQLException {
        int sum = 0;
        try (ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                sum += result.getInt(1);
            }
        }
        return sum;
    }

    @Test
    void scanQuery_countsEachRow() {
        cache(client).putAll(rows);
        counted();

        int scanned = cache(client)
                .query(new ScanQuery<TransactionKey, TransactionRecord>())
                .getAll()
                .size();

        assertThat(scanned).isGreaterThanOrEqualTo(ROWS);
        assertThat(counted()).isEqualTo(new Counts(scanned, 0, 0));
    }

    @Test
    void checkpointVerificationAndValidation_countNothing() throws Exception {
        cache(client).putAll(rows);
        counted();

        for (Ignite server : servers) {
            checkpoint(server);
        }
        Judges.findNothing(client);

        assertThat(counted()).isEqualTo(NONE);
    }

    private static void checkpoint(Ignite server) throws IgniteCheckedException {
        ((IgniteEx) server).context().cache().context().database().waitForCheckpoint("test");
    }

    @Test
    void actions_countAsWritesOfTheirPartitionsAndAsOperationsOnWindows() {
        List<UserAction> actions = IntStream.range(0, ROWS)
                .mapToObj(i -> UserAction.of(new UUID(4, i), ActionType.VIEW)
                        .transactionId(new UUID(3, i))
                        .at(Instant.now())
                        .build())
                .toList();

        client.<Foreshard>plugin(Foreshard.NAME).ingestion().record(actions);

        Counts counted = counted();
        assertThat(counted.writes).isEqualTo(ROWS);
        assertThat(counted.windowOperations).isBetween((long) ROWS, 4L * ROWS);
    }

    @Test
    void partitions_areThoseOfTheRows() {
        Map<Integer, Long> expected = rows.keySet().stream()
                .collect(Collectors.groupingBy(
                        key -> client.affinity(TableNames.DEFAULT.transactions())
                                .partition(key),
                        Collectors.counting()));
        Map<Integer, Long> writes = writes();

        rows.forEach(cache(client)::put);

        Map<Integer, Long> now = writes();
        now.replaceAll((partition, count) -> count - writes.getOrDefault(partition, 0L));
        now.values().removeIf(count -> count == 0);
        assertThat(now).isEqualTo(expected);
    }

    private static Map<Integer, Long> writes() {
        Map<Integer, Long> writes = new HashMap<>();
        for (Ignite server : servers) {
            LoadsOfServers.of(server)
                    .partitions()
                    .forEach((number, partition) -> writes.merge(number, partition.writes(), Long::sum));
        }
        return writes;
    }
}
