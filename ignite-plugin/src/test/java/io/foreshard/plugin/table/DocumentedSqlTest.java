package io.foreshard.plugin.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statements of {@code docs/sql.md}, and the differences of Ignite's engines it names. */
class DocumentedSqlTest {
    private static final Path PAGE = Path.of("..", "docs", "sql.md");

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static String address;

    @BeforeAll
    static void start() throws SQLException {
        nodes = new TestNodes(directory);
        IgniteConfiguration configuration = nodes.configuration(
                        "server", new ForeshardConfiguration().setPartitions(128))
                .setSqlConfiguration(TestNodes.bothEngines());
        Ignite server = Ignition.start(configuration);
        server.cluster().state(ClusterState.ACTIVE);
        address = TestNodes.thinAddress(server);
        try (Connection connection = connect("h2");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE PLAIN (ID INT PRIMARY KEY, U UUID, PRICE DECIMAL(12, 2))");
            statement.execute(
                    "INSERT INTO PLAIN (ID, U, PRICE) VALUES (1, RANDOM_UUID(), 313.12), (2, RANDOM_UUID(), 313.13)");
        }
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "calcite"})
    void execute_statementsOfThePage_succeed(String engine) throws SQLException, IOException {
        List<String> statements = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .flatMap(block ->
                        List.of(block.group(1).replaceAll("(?m)^--.*\n", "").split(";\n")).stream())
                .toList();
        assertThat(statements).hasSizeGreaterThan(8);
        try (Connection connection = connect(engine);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
            try (ResultSet row = statement.executeQuery("SELECT TITLE FROM PRODUCT WHERE ID = 42")) {
                assertThat(row.next()).isTrue();
            }
            statement.execute("DROP TABLE PRODUCT");
        }
    }

    @Test
    void columns_transactionTable_areThoseOfThePage() throws SQLException, IOException {
        String page = Files.readString(PAGE);
        try (Connection connection = connect("h2");
                ResultSet columns = connection.getMetaData().getColumns(null, "FORESHARD", "TRANSACTIONS", null)) {
            int count = 0;
            while (columns.next()) {
                assertThat(page)
                        .containsPattern(
                                "\\| [A-Z_, ]*" + columns.getString("COLUMN_NAME") + "[A-Z_, ]* \\| [A-Z]+ \\|");
                count++;
            }
            assertThat(count).isEqualTo(10);
        }
    }

    @Test
    void query_whereEnginesDiffer_doesWhatThePageSays() throws SQLException {
        String ids = "'00000000-0000-0001-0000-000000000002', '00000000-0000-0001-0000-000000000003'";
        assertThat(first("h2", "SELECT OBJECT_ID FROM FORESHARD.TRANSACTIONS WHERE HASH_KEY IN (" + ids + ")"))
                .isNull();
        assertThatThrownBy(() -> first(
                        "calcite", "SELECT OBJECT_ID FROM FORESHARD.TRANSACTIONS WHERE HASH_KEY IN (" + ids + ")"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("NlsString");
        String cast = "CAST('00000000-0000-0001-0000-000000000002' AS UUID)";
        assertThat(first(
                        "calcite",
                        "SELECT OBJECT_ID FROM FORESHARD.TRANSACTIONS WHERE HASH_KEY IN (" + cast + ", " + cast + ")"))
                .isNull();
        assertThatThrownBy(
                        () -> first("calcite", "SELECT POSITION FROM SYS.RECENT_TRANSACTIONS WHERE USER_ID = " + cast))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("add the condition USER_ID = ?");
        assertThat(first("calcite", "SELECT COUNT(*), COUNT(DISTINCT PRICE) FROM PLAIN"))
                .isEqualTo("2");
        assertThat(first("h2", "SELECT AVG(PRICE) FROM PLAIN")).isEqualTo("313.13");
        assertThat(first("calcite", "SELECT AVG(PRICE) FROM PLAIN")).isEqualTo("313.125");
        assertThatThrownBy(() -> update("calcite", "MERGE INTO PLAIN (ID, PRICE) VALUES (1, 313.12)"))
                .isInstanceOf(SQLException.class);
        assertThat(update("h2", "MERGE INTO PLAIN (ID, PRICE) VALUES (1, 313.12)"))
                .isEqualTo(1);
    }

    private static String first(String engine, String sql) throws SQLException {
        try (Connection connection = connect(engine);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    private static int update(String engine, String sql) throws SQLException {
        try (Connection connection = connect(engine);
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static Connection connect(String engine) throws SQLException {
        return DriverManager.getConnection("jdbc:ignite:thin://" + address + "?queryEngine=" + engine);
    }
}
