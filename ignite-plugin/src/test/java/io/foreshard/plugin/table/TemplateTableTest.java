package io.foreshard.plugin.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.affinity.ProfileRange;
import io.foreshard.key.ObjectKey;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables created in SQL from the template: refusals, computed profile ids, and queries on ranges of them. */
class TemplateTableTest {
    private static final int SERVERS = 3;
    private static final int PARTITIONS = 64;

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite client;
    private static String address;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        for (int server = 0; server < SERVERS; server++) {
            address = TestNodes.thinAddress(Ignition.start(node("server-" + server)));
        }
        client = Ignition.start(node("client").setClientMode(true));
        client.cluster().state(ClusterState.ACTIVE);
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h2 | (ID VARCHAR, N INT, X INT, PRIMARY KEY (ID, N)) WITH \"template=foreshard,affinity_key=ID\" | its affinity column ID is VARCHAR",
                "calcite | (ID VARCHAR, N INT, X INT, PRIMARY KEY (ID, N)) WITH \"template=foreshard,affinity_key=ID\" | its affinity column ID is VARCHAR",
                "h2 | (ID INT, N INT, X INT, PRIMARY KEY (ID, N)) WITH \"template=foreshard,affinity_key=ID\" | its affinity column ID is INT",
                "h2 | (ID BIGINT, N INT, X INT, PRIMARY KEY (ID, N)) WITH \"template=foreshard\" | it has no affinity column",
                "h2 | (ID UUID PRIMARY KEY, X INT) WITH \"template=foreshard\" | its primary key is UUID",
                "calcite | (ID VARCHAR PRIMARY KEY, X INT) WITH \"template=foreshard\" | its primary key is VARCHAR"
            })
    void createTable_affinityColumnIsNoBigint_isRefusedWithTheCure(String engine, String columns, String refusal)
            throws SQLException {
        try (Connection connection = connect(engine);
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("CREATE TABLE REFUSED " + columns))
                    .hasMessageContaining(refusal)
                    .hasMessageContaining("affinity_key=PROFILE_ID");

            statement.execute("CREATE TABLE REFUSED (PROFILE_ID BIGINT, N INT, X INT, PRIMARY KEY (PROFILE_ID, N))"
                    + " WITH \"template=foreshard,affinity_key=PROFILE_ID\"");
            statement.execute("INSERT INTO REFUSED (PROFILE_ID, N, X) VALUES (1, 2, 3)");
            statement.execute("DROP TABLE REFUSED");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void objectProfileId_inSql_isThatOfTheObjectKey(String engine) throws SQLException {
        try (Connection connection = connect(engine);
                Statement statement = connection.createStatement()) {
            for (long interest : new long[] {1, 7, 1L << 40}) {
                try (ResultSet row =
                        statement.executeQuery("SELECT FORESHARD.OBJECT_PROFILE_ID(" + interest + ", 42)")) {
                    row.next();
                    assertThat(row.getLong(1))
                            .isEqualTo(ObjectKey.of(interest, 42).profileId());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void insert_profileIdsByTheFunction_spreadOverThePartitions(String engine) throws SQLException {
        String table = "OBJECTS_" + engine.toUpperCase();
        try (Connection connection = connect(engine);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE " + table + " (PROFILE_ID BIGINT, ID BIGINT, X INT, PRIMARY KEY (PROFILE_ID, ID))"
                            + " WITH \"template=foreshard,affinity_key=PROFILE_ID,cache_name=" + table + "\"");
            for (int id = 0; id < 400; id++) {
                statement.execute("INSERT INTO " + table + " (PROFILE_ID, ID, X) VALUES (FORESHARD.OBJECT_PROFILE_ID("
                        + id % 40 + ", " + id + "), " + id + ", 1)");
            }
        }
        assertThat(IntStream.range(0, PARTITIONS)
                        .filter(partition -> rowsOf(table, new int[] {partition}) > 0)
                        .count())
                .isGreaterThan(PARTITIONS / 3);

        int[] range = ProfileRange.partitions(0, Long.MAX_VALUE / 8, PARTITIONS);
        Set<ClusterNode> owners = IntStream.of(range)
                .mapToObj(client.affinity(table)::mapPartitionToNode)
                .collect(Collectors.toSet());
        long before = asked();
        long rows = rowsOf(table, range);
        assertThat(asked() - before).isEqualTo(owners.size());
        assertThat(rows).isEqualTo(rowsOf(table, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void query_rangeWithItsPartitions_asksTheirOwnersOnly(String engine) {
        String table = "FORESHARD.TRANSACTIONS";
        for (int partition = 0; partition < 8; partition++) {
            long from = (long) partition << 57;
            long to = from + (1L << 57) - 1;
            long before = asked();

            client.getOrCreateCache("any")
                    .query(new SqlFieldsQuery("SELECT /*+ QUERY_ENGINE('" + engine + "') */ COUNT(*) FROM " + table
                                    + " WHERE PROFILE_ID BETWEEN ? AND ?")
                            .setArgs(from, to)
                            .setPartitions(ProfileRange.partitions(from, to, PARTITIONS)))
                    .getAll();

            assertThat(asked() - before).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void join_profileIdsWithAColumnOfAnotherIntegerType_findsAllRows(String engine) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:ignite:thin://" + address + "?queryEngine="
                        + engine + "&distributedJoins=" + engine.equals("h2"));
                Statement statement = connection.createStatement()) {
            String ids = "IDS_" + engine;
            String numbers = "NUMBERS_" + engine;
            statement.execute(
                    "CREATE TABLE " + ids + " (PROFILE_ID BIGINT PRIMARY KEY, X INT) WITH \"template=foreshard\"");
            statement.execute("CREATE TABLE " + numbers + " (K INT PRIMARY KEY, I INT, S SMALLINT)");
            for (int row = 0; row < 20; row++) {
                statement.execute("INSERT INTO " + ids + " (PROFILE_ID, X) VALUES (" + row * 7 + ", 1)");
                statement.execute(
                        "INSERT INTO " + numbers + " (K, I, S) VALUES (" + row + ", " + row * 7 + ", " + row * 7 + ")");
            }
            for (String column : List.of("I", "S")) {
                try (ResultSet row = statement.executeQuery(
                        "SELECT COUNT(*) FROM " + numbers + " N JOIN " + ids + " O ON O.PROFILE_ID = N." + column)) {
                    row.next();
                    assertThat(row.getLong(1)).as(column).isEqualTo(20);
                }
            }
        }
    }

    private static long rowsOf(String table, int[] partitions) {
        SqlFieldsQuery query = new SqlFieldsQuery(
                "SELECT COUNT(*) FROM " + table + " WHERE PROFILE_ID BETWEEN 0 AND " + Long.MAX_VALUE / 8);
        if (partitions != null) {
            query = partitions.length == 1 ? new SqlFieldsQuery("SELECT COUNT(*) FROM " + table) : query;
            query.setPartitions(partitions);
        }
        List<List<?>> rows = client.cache(table).query(query).getAll();
        return ((Number) rows.get(0).get(0)).longValue();
    }

    /** Returns how often the client has asked a server to run a part of a query. */
    private static long asked() {
        return ((TcpCommunicationSpi) client.configuration().getCommunicationSpi())
                .getSentMessagesByType().entrySet().stream()
                        .filter(sent -> sent.getKey().endsWith("GridH2QueryRequest")
                                || sent.getKey().endsWith("QueryStartRequest"))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    private static Connection connect(String engine) throws SQLException {
        return DriverManager.getConnection("jdbc:ignite:thin://" + address + "?queryEngine=" + engine);
    }

    private static IgniteConfiguration node(String name) {
        return nodes.configuration(
                        name,
                        new ForeshardConfiguration().setPartitions(PARTITIONS).setBackups(0))
                .setSqlConfiguration(TestNodes.bothEngines());
    }
}
