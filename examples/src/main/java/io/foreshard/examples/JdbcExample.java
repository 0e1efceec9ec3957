package io.foreshard.examples;

import io.foreshard.key.ActionType;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
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
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Example of the JDBC thin driver: the history of a user in pages, joins, and a transaction by its receipt.
 *
 * <p>The same SQL runs on both engines ({@code ?queryEngine=h2} or {@code calcite} in the URL), on hot and on cold rows.
 */
public final class JdbcExample implements AutoCloseable {
    /** Table of the objects, created in SQL and placed by profile id. */
    static final String OBJECTS = "EXAMPLE_OBJECT";

    private static final String DEFAULT_URL = "jdbc:ignite:thin://127.0.0.1:10800";
    private static final int PAGE = 8;
    /** Maximum number of rows that one request of the driver returns. */
    private static final int FETCH_SIZE = 64;

    /** Selects record 0 of each transaction; a page starts after the time and the transaction id of the last row of the previous page. */
    private static final String PAGE_OF_HISTORY =
            "SELECT EVENT_TIME, HASH_KEY, RANGE_KEY, OBJECT_ID, PROFILE_ID FROM FORESHARD.TRANSACTIONS"
                    + " WHERE USER_ID = ? AND COUNTER = 0 AND (EVENT_TIME > ? OR (EVENT_TIME = ? AND HASH_KEY > ?))"
                    + " ORDER BY EVENT_TIME, HASH_KEY LIMIT ?";

    private static final String CATEGORIES_OF_USER =
            "SELECT C.NAME, COUNT(*) FROM FORESHARD.TRANSACTIONS T JOIN EXAMPLE_CATEGORY C ON T.RANGE_KEY = C.CODE"
                    + " WHERE T.USER_ID = ? AND T.COUNTER = 0 GROUP BY C.NAME";

    private static final String OBJECTS_OF_USER =
            "SELECT DISTINCT O.TITLE FROM FORESHARD.TRANSACTIONS T JOIN EXAMPLE_OBJECT O ON T.OBJECT_ID = O.OBJECT_ID"
                    + " WHERE T.USER_ID = ? AND T.COUNTER = 0 ORDER BY O.TITLE";

    private static final String RECORDS_OF_TRANSACTION =
            "SELECT PAYLOAD FROM FORESHARD.TRANSACTIONS WHERE PROFILE_ID = ? AND HASH_KEY = ? ORDER BY COUNTER";

    private final Connection connection;
    private final Connection joins;

    /** Connects to the URL of a JDBC thin driver. */
    public JdbcExample(String url) throws SQLException {
        connection = DriverManager.getConnection(url);
        Properties distributed = new Properties();
        // Transactions and objects have different profile ids. Without this property the H2 engine joins only rows that
        // are on the same server, without a warning. Set it for joins only, because it switches off pruning.
        distributed.setProperty("ignite.jdbc.distributedJoins", "true");
        joins = DriverManager.getConnection(url, distributed);
    }

    /** Runs the example; the argument is the URL, by default {@code jdbc:ignite:thin://127.0.0.1:10800}. */
    public static void main(String[] arguments) throws SQLException {
        try (JdbcExample example = new JdbcExample(arguments.length == 0 ? DEFAULT_URL : arguments[0])) {
            example.createTables();
            example.run(System.out);
        }
    }

    /** Prints the history of the first user of the shop. */
    void run(PrintStream out) throws SQLException {
        UUID user = ExampleData.user(0);
        List<List<Action>> pages = history(user, PAGE);
        if (pages.isEmpty()) {
            out.println("The user of the examples has no transactions: run ThinClientExample first.");
            return;
        }
        for (List<Action> page : pages) {
            out.printf("%d actions from %s%n", page.size(), page.get(0).time());
        }
        out.println("By category: " + categories(user));
        out.println("Objects:     " + titles(user));
        Action first = pages.get(0).get(0);
        out.printf("Transaction %s has %d bytes%n", first.id(), payload(first.profileId(), first.id()).length);
    }

    /** Creates and fills the tables of categories and objects, unless they exist. */
    public void createTables() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS EXAMPLE_CATEGORY (CODE INT PRIMARY KEY, NAME VARCHAR)"
                    + " WITH \"template=replicated\"");
            statement.execute("CREATE TABLE IF NOT EXISTS " + OBJECTS + " (PROFILE_ID BIGINT, OBJECT_ID BIGINT,"
                    + " TITLE VARCHAR, PRIMARY KEY (PROFILE_ID, OBJECT_ID))"
                    + " WITH \"template=foreshard,affinity_key=PROFILE_ID,cache_name=" + OBJECTS + "\"");
            statement.execute("CREATE INDEX IF NOT EXISTS EXAMPLE_OBJECT_ID ON " + OBJECTS + " (OBJECT_ID)");
            if (isEmpty(statement, "EXAMPLE_CATEGORY")) {
                insertCategories();
            }
            if (isEmpty(statement, OBJECTS)) {
                insertObjects();
            }
        }
    }

    /** Returns the actions of a user from first to last, in pages; each page starts after the last row of the previous one. */
    public List<List<Action>> history(UUID user, int pageSize) throws SQLException {
        List<List<Action>> pages = new ArrayList<>();
        Timestamp lastTime = new Timestamp(0);
        UUID lastId = new UUID(0, 0);
        try (PreparedStatement statement = connection.prepareStatement(PAGE_OF_HISTORY)) {
            statement.setFetchSize(FETCH_SIZE);
            while (true) {
                bind(statement, user, lastTime, lastTime, lastId, pageSize);
                List<Action> page = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        page.add(Action.of(rows));
                    }
                }
                if (page.isEmpty()) {
                    return pages;
                }
                pages.add(page);
                Action last = page.get(page.size() - 1);
                lastTime = last.time();
                lastId = last.id();
            }
        }
    }

    /** Returns the number of actions of a user by category; each server has all categories, so no row is sent between servers. */
    public Map<String, Long> categories(UUID user) throws SQLException {
        Map<String, Long> categories = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(CATEGORIES_OF_USER)) {
            bind(statement, user);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    categories.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        return categories;
    }

    /** Returns the titles of the objects a user acted on, in the order of the actions. */
    public List<String> titles(UUID user) throws SQLException {
        List<String> titles = new ArrayList<>();
        try (PreparedStatement statement = joins.prepareStatement(OBJECTS_OF_USER)) {
            bind(statement, user);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    titles.add(rows.getString(1));
                }
            }
        }
        return titles;
    }

    /** Returns the payload of a transaction; the profile id gives the partition, so that the query runs on one server. */
    public byte[] payload(long profileId, UUID transactionId) throws SQLException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        try (PreparedStatement statement = connection.prepareStatement(RECORDS_OF_TRANSACTION)) {
            bind(statement, profileId, transactionId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    payload.writeBytes(rows.getBytes(1));
                }
            }
        }
        return payload.toByteArray();
    }

    @Override
    public void close() throws SQLException {
        joins.close();
        connection.close();
    }

    private void insertCategories() throws SQLException {
        Map<Integer, String> categories = Map.of(
                ActionType.VIEW, "look",
                ActionType.SEARCH, "look",
                ActionType.CART, "intend",
                ActionType.PURCHASE, "buy");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO EXAMPLE_CATEGORY (CODE, NAME) VALUES (?, ?)")) {
            for (Map.Entry<Integer, String> category : categories.entrySet()) {
                bind(insert, category.getKey(), category.getValue());
                insert.executeUpdate();
            }
        }
    }

    private void insertObjects() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + OBJECTS + " (PROFILE_ID, OBJECT_ID, TITLE) VALUES (?, ?, ?)")) {
            for (long objectId = 1; objectId <= ExampleData.OBJECTS; objectId++) {
                bind(insert, ExampleData.key(objectId).profileId(), objectId, ExampleData.title(objectId));
                insert.executeUpdate();
            }
        }
    }

    private static boolean isEmpty(Statement statement, String table) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1) == 0;
        }
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int number = 0; number < parameters.length; number++) {
            statement.setObject(number + 1, parameters[number]);
        }
    }

    /** One line of a history. */
    public record Action(Timestamp time, UUID id, int type, long objectId, long profileId) {
        private static Action of(ResultSet row) throws SQLException {
            return new Action(
                    row.getTimestamp(1), (UUID) row.getObject(2), row.getInt(3), row.getLong(4), row.getLong(5));
        }
    }
}
