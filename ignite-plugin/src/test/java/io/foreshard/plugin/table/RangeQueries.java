package io.foreshard.plugin.table;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.IgniteConfiguration;

/**
 * The process that runs queries on ranges of profile ids: a query that spins ignores interrupts and its time-out, so that only the end of a process
 * ends it.
 */
final class RangeQueries {
    static final int PARTITIONS = 128;
    static final int ROWS_OF_PARTITION = 3;
    /** Profile ids of a partition: 2^56. */
    private static final long IDS_OF_PARTITION = 1L << 56;

    private RangeQueries() {}

    /** Argument: the directory of the nodes. Prints one line for each statement: engine, statement and count. */
    public static void main(String[] arguments) throws SQLException {
        PrintStream out = System.out;
        try (TestNodes nodes = new TestNodes(Path.of(arguments[0]))) {
            IgniteConfiguration configuration = nodes.configuration(
                            "server",
                            new ForeshardConfiguration()
                                    .setPartitions(PARTITIONS)
                                    .setBackups(0))
                    .setSqlConfiguration(TestNodes.bothEngines());
            Ignite server = org.apache.ignite.Ignition.start(configuration);
            server.cluster().state(ClusterState.ACTIVE);
            putTransactions(server.cache(TableNames.DEFAULT.transactions()));
            for (String engine : List.of("h2", "calcite")) {
                try (Connection connection = DriverManager.getConnection(
                        "jdbc:ignite:thin://" + TestNodes.thinAddress(server) + "?queryEngine=" + engine)) {
                    fill(connection, engine);
                    for (Map.Entry<String, Long> statement : statements(engine).entrySet()) {
                        out.println("> " + engine + ": " + statement.getKey());
                        out.println("= " + count(connection, statement.getKey()));
                        out.flush();
                    }
                }
            }
        }
    }

    /** Returns the statements in their order, with the count each must return. */
    static Map<String, Long> statements(String engine) {
        long last = IDS_OF_PARTITION - 1;
        long one = ROWS_OF_PARTITION;
        Map<String, Long> statements = new LinkedHashMap<>();
        for (String table :
                List.of(TableNames.DEFAULT.schema() + ".TRANSACTIONS", "CUSTOMER_" + engine.toUpperCase())) {
            String count = "SELECT COUNT(*) FROM " + table + " WHERE PROFILE_ID ";
            statements.put(count + "BETWEEN 0 AND " + last, one);
            statements.put(count + ">= 0 AND PROFILE_ID <= " + last, one);
            statements.put(count + "> -1 AND PROFILE_ID < " + IDS_OF_PARTITION, one);
            statements.put(count + "<= " + last + " AND PROFILE_ID >= 0", one);
            statements.put(count + "BETWEEN ? AND ? -- 0 " + last, one);
            statements.put(count + ">= ? AND PROFILE_ID <= ? -- 0 " + last, one);
            statements.put(count + "BETWEEN 0 AND " + (2 * IDS_OF_PARTITION - 1), 2 * one);
            statements.put(count + "BETWEEN " + (126 * IDS_OF_PARTITION) + " AND " + Long.MAX_VALUE, 2 * one);
            statements.put(count + "= 0 OR PROFILE_ID BETWEEN 1 AND " + last, one);
            statements.put(count + "IN (" + ids(0, 5) + ")", 5L);
            statements.put(
                    "UPDATE " + table + " SET " + (table.startsWith("C") ? "NOTE = 'new'" : "RECORDS = 2")
                            + " WHERE PROFILE_ID BETWEEN 0 AND " + last,
                    one);
            statements.put(
                    "DELETE FROM " + table + " WHERE PROFILE_ID >= " + (100 * IDS_OF_PARTITION) + " AND PROFILE_ID < "
                            + (101 * IDS_OF_PARTITION),
                    engine.equals("h2") || table.startsWith("C") ? one : 0);
            statements.put(
                    "DELETE FROM " + table + " WHERE PROFILE_ID IN (" + ids(90, 2) + ")",
                    engine.equals("h2") || table.startsWith("C") ? 2L : 0L);
        }
        return statements;
    }

    private static String ids(int firstPartition, int partitions) {
        return IntStream.range(firstPartition, firstPartition + partitions)
                .mapToObj(partition -> String.valueOf(id(partition, 0)))
                .collect(Collectors.joining(", "));
    }

    private static long id(int partition, int row) {
        return partition * IDS_OF_PARTITION + row * (IDS_OF_PARTITION / ROWS_OF_PARTITION);
    }

    private static void putTransactions(IgniteCache<TransactionKey, TransactionRecord> cache) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int row = 0; row < ROWS_OF_PARTITION; row++) {
                cache.put(
                        new TransactionKey(id(partition, row), new UUID(partition, row), ActionType.VIEW, 0),
                        new TransactionRecord(new UUID(7, 7), new Timestamp(0), row, 0, 1, new byte[0]));
            }
        }
    }

    private static void fill(Connection connection, String engine) throws SQLException {
        String table = "CUSTOMER_" + engine.toUpperCase();
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE " + table + " (PROFILE_ID BIGINT, ID INT, NOTE VARCHAR, PRIMARY KEY (PROFILE_ID,"
                            + " ID)) WITH \"template=foreshard,affinity_key=PROFILE_ID\"");
            for (int partition = 0; partition < PARTITIONS; partition++) {
                List<String> rows = new ArrayList<>();
                for (int row = 0; row < ROWS_OF_PARTITION; row++) {
                    rows.add("(" + id(partition, row) + ", " + row + ", 'old')");
                }
                statement.executeUpdate(
                        "INSERT INTO " + table + " (PROFILE_ID, ID, NOTE) VALUES " + String.join(", ", rows));
            }
        }
    }

    /** Runs a statement; numbers after two dashes are its parameters. */
    private static long count(Connection connection, String text) throws SQLException {
        String[] parts = text.split(" -- ");
        try (PreparedStatement statement = connection.prepareStatement(parts[0])) {
            if (parts.length > 1) {
                String[] parameters = parts[1].split(" ");
                for (int i = 0; i < parameters.length; i++) {
                    statement.setLong(i + 1, Long.parseLong(parameters[i]));
                }
            }
            if (!parts[0].startsWith("SELECT")) {
                return statement.executeUpdate();
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
