package io.foreshard.plugin.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.affinity.ProfilePartitionMapper;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TestPorts;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.configuration.ClientConnectorConfiguration;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same SQL over the JDBC thin driver on both engines of three servers. */
class SqlOnBothEnginesTest {
    private static final int SERVERS = 3;
    private static final int FIRST_PORT = TestPorts.port(1);
    private static final int FIRST_CLIENT_PORT = TestPorts.port(80);
    private static final int PARTITIONS = 256;
    private static final int ROWS = 300;
    private static final int TYPES = 4;

    @TempDir
    private static Path directory;

    private static final List<Ignite> NODES = new ArrayList<>();
    private static final Map<TransactionKey, TransactionRecord> MODEL = new TreeMap<>((a, b) ->
            Long.compare(a.hashKey().getLeastSignificantBits(), b.hashKey().getLeastSignificantBits()));

    @BeforeAll
    static void startServers() throws SQLException {
        TcpDiscoveryVmIpFinder addresses = new TcpDiscoveryVmIpFinder(true);
        for (int server = 0; server < SERVERS; server++) {
            NODES.add(Ignition.start(server(server, addresses)));
        }
        IgniteCache<TransactionKey, TransactionRecord> cache = cache();
        Random random = new Random(7);
        for (int number = 0; number < ROWS; number++) {
            TransactionKey key =
                    new TransactionKey(random.nextLong() >>> 1, new UUID(1, number), 1 + number % TYPES, 0);
            TransactionRecord record = new TransactionRecord(
                    new UUID(2, number % 10), new Timestamp(1_000L * number), number, 0, 1, new byte[] {(byte) number});
            cache.put(key, record);
            MODEL.put(key, record);
        }
        try (Connection connection = connect("h2");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE ACTION_TYPE (CODE INT PRIMARY KEY, NAME VARCHAR) WITH \"template=replicated\"");
            for (int type = 1; type <= TYPES; type++) {
                statement.execute("INSERT INTO ACTION_TYPE (CODE, NAME) VALUES (" + type + ", 'type" + type + "')");
            }
        }
    }

    @AfterAll
    static void stopServers() {
        NODES.forEach(Ignite::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void select_allKeyColumns_findsTheRowPutByKey(String engine) throws SQLException {
        TransactionKey key = MODEL.keySet().iterator().next();

        assertThat(rows(
                        engine,
                        "SELECT USER_ID, OBJECT_ID, EVENT_TIME FROM FORESHARD.TRANSACTIONS WHERE PROFILE_ID = ? AND HASH_KEY = ?"
                                + " AND RANGE_KEY = ? AND COUNTER = ?",
                        key.profileId(),
                        key.hashKey(),
                        key.rangeKey(),
                        key.counter()))
                .containsExactly(List.of(
                        MODEL.get(key).userId(),
                        MODEL.get(key).objectId(),
                        MODEL.get(key).eventTime()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void select_transactionIdAlone_findsTheTransaction(String engine) throws SQLException {
        assertThat(rows(engine, "SELECT OBJECT_ID FROM FORESHARD.TRANSACTIONS WHERE HASH_KEY = ?", new UUID(1, 17)))
                .containsExactly(List.of(17L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void select_rangeInPages_equalsTheModel(String engine) throws SQLException {
        String sql = "SELECT OBJECT_ID FROM FORESHARD.TRANSACTIONS WHERE PROFILE_ID >= ? AND PROFILE_ID < ?"
                + " ORDER BY OBJECT_ID LIMIT 20 OFFSET ";
        List<List<Object>> paged = new ArrayList<>();
        for (int offset = 0; offset < ROWS; offset += 20) {
            paged.addAll(rows(engine, sql + offset, Long.MAX_VALUE / 4, Long.MAX_VALUE / 2));
        }

        assertThat(paged)
                .containsExactlyElementsOf(MODEL.entrySet().stream()
                        .filter(row -> row.getKey().profileId() >= Long.MAX_VALUE / 4
                                && row.getKey().profileId() < Long.MAX_VALUE / 2)
                        .map(row -> List.<Object>of(row.getValue().objectId()))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void join_replicatedTable_equalsTheModel(String engine) throws SQLException {
        assertThat(rows(
                        engine,
                        "SELECT T.OBJECT_ID, A.NAME FROM FORESHARD.TRANSACTIONS T JOIN ACTION_TYPE A ON T.RANGE_KEY = A.CODE"
                                + " WHERE T.USER_ID = ? ORDER BY T.OBJECT_ID",
                        new UUID(2, 3)))
                .containsExactlyElementsOf(MODEL.entrySet().stream()
                        .filter(row -> row.getValue().userId().equals(new UUID(2, 3)))
                        .map(row -> List.<Object>of(
                                row.getValue().objectId(), "type" + row.getKey().rangeKey()))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void select_profileId_asksItsOwnerOnly(String engine) throws SQLException {
        String byProfile = "SELECT OBJECT_ID FROM FORESHARD.TRANSACTIONS WHERE PROFILE_ID = ?";
        rows(engine, byProfile, 0L);
        for (TransactionKey key : MODEL.keySet().stream().limit(30).toList()) {
            long before = asked();
            assertThat(rows(engine, byProfile, key.profileId()))
                    .containsExactly(List.of(MODEL.get(key).objectId()));
            boolean here =
                    NODES.get(0).affinity(TableNames.DEFAULT.transactions()).isPrimary(localNode(), key);
            assertThat(asked() - before).isEqualTo(here ? 0 : 1);
        }
        long before = asked();
        rows(engine, "SELECT OBJECT_ID FROM FORESHARD.TRANSACTIONS WHERE HASH_KEY = ?", new UUID(1, 5));
        assertThat(asked() - before).isEqualTo(SERVERS - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    @SuppressWarnings("unchecked") // Ignite's way to ask for a configuration
    void createTable_template_isPlacedByProfileAndReadByThinClients(String engine) throws SQLException {
        String name = "EVENTS_" + engine.toUpperCase(java.util.Locale.ROOT);
        try (Connection connection = connect(engine);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + name + " (PROFILE_ID BIGINT, ID INT, NOTE VARCHAR,"
                    + " PRIMARY KEY (PROFILE_ID, ID)) WITH \"template=foreshard,affinity_key=PROFILE_ID,cache_name="
                    + name
                    + ",key_type=" + name + "_KEY,value_type=" + name + "_ROW\"");
            statement.execute("INSERT INTO " + name + " (PROFILE_ID, ID, NOTE) VALUES (77, 1, 'first')");
        }
        CacheConfiguration<?, ?> created = NODES.get(1).cache(name).getConfiguration(CacheConfiguration.class);
        assertThat(created.getAffinity()).isInstanceOf(BehavioralAffinityFunction.class);
        try (IgniteClient client = Ignition.startClient(new ClientConfiguration()
                .setAddresses("127.0.0.1:" + FIRST_CLIENT_PORT)
                .setPartitionAwarenessMapperFactory((cache, partitions) -> new ProfilePartitionMapper(partitions)))) {
            ClientCache<Object, Object> cache = client.cache(name).withKeepBinary();
            Object key = client.binary()
                    .builder(name + "_KEY")
                    .setField("PROFILE_ID", 77L)
                    .setField("ID", 1)
                    .build();
            assertThat(cache.containsKey(key)).isTrue();
            cache.put(
                    client.binary()
                            .builder(name + "_KEY")
                            .setField("PROFILE_ID", 78L)
                            .setField("ID", 2)
                            .build(),
                    client.binary()
                            .builder(name + "_ROW")
                            .setField("NOTE", "second")
                            .build());
        }
        assertThat(rows(engine, "SELECT NOTE FROM " + name + " WHERE PROFILE_ID = ? AND ID = ?", 78L, 2))
                .containsExactly(List.of("second"));
    }

    private static IgniteCache<TransactionKey, TransactionRecord> cache() {
        return NODES.get(0).cache(TableNames.DEFAULT.transactions());
    }

    private static org.apache.ignite.cluster.ClusterNode localNode() {
        return NODES.get(0).cluster().localNode();
    }

    /** Returns how often a server has asked another one to run a part of a query. */
    private static long asked() {
        return NODES.stream()
                .map(node -> (TcpCommunicationSpi) node.configuration().getCommunicationSpi())
                .flatMap(spi -> spi.getSentMessagesByType().entrySet().stream())
                .filter(sent -> sent.getKey().endsWith("GridH2QueryRequest")
                        || sent.getKey().endsWith("QueryStartRequest"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Connection connect(String engine) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:ignite:thin://127.0.0.1:" + FIRST_CLIENT_PORT + "?queryEngine=" + engine);
    }

    private static List<List<Object>> rows(String engine, String sql, Object... parameters) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (Connection connection = connect(engine);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    List<Object> row = new ArrayList<>();
                    for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                        row.add(result.getObject(column));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private static IgniteConfiguration server(int server, TcpDiscoveryVmIpFinder addresses) {
        return new IgniteConfiguration()
                .setIgniteInstanceName("sql-" + server)
                .setConsistentId("sql-" + server)
                .setWorkDirectory(directory.toString())
                .setLocalHost("127.0.0.1")
                .setGridLogger(new NullLogger())
                .setMetricsLogFrequency(0)
                .setConnectorConfiguration(null)
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setIpFinder(addresses)
                        .setLocalPort(FIRST_PORT)
                        .setLocalPortRange(20))
                .setCommunicationSpi(
                        new TcpCommunicationSpi().setLocalPort(FIRST_PORT + 40).setLocalPortRange(20))
                .setClientConnectorConfiguration(new ClientConnectorConfiguration()
                        .setPort(FIRST_CLIENT_PORT + server)
                        .setPortRange(0))
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration().setMaxSize(64L << 20)))
                .setSqlConfiguration(TestNodes.bothEngines())
                .setCacheConfiguration(
                        ProfiledTables.transactions(
                                TableNames.DEFAULT, PARTITIONS, 1, CacheAtomicityMode.TRANSACTIONAL),
                        ProfiledTables.template(TableNames.DEFAULT, PARTITIONS, 1, CacheAtomicityMode.TRANSACTIONAL));
    }
}
