package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.ContinuousQuery;
import org.apache.ignite.cache.query.QueryCursor;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.util.typedef.X;
import org.apache.ignite.internal.util.typedef.internal.CU;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements and operations on tables and caches of cold rows while the store is down, each on one of its own: they work, or fail with a sentence and change nothing. */
class TierOutageStatementsTest {
    private static final int ROWS = 2_000;
    private static final int COLD_ROW = 7;
    private static final int NEW_ROW = ROWS + 1;
    private static final int HOT_ROWS = 1_100;
    private static final int PAGE_ROWS = 100;
    private static final String TEXT = "text of a row ".repeat(40);
    private static final String[] TABLES = {"ALTERED", "DROPPED", "JDBC", "MIXED"};
    private static final String[] ATOMIC = {"destroyed", "continuous", "clear-ATOMIC", "clear-row-ATOMIC"};
    private static final String[] TRANSACTIONAL = {"locked", "clear-TRANSACTIONAL", "clear-row-TRANSACTIONAL"};
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static ColdNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new ColdNode(directory);
        node.start(node.store());
        node.ignite().addCacheConfiguration(configuration("small*"));
        for (String table : TABLES) {
            sql("CREATE TABLE " + table + " (ID INT PRIMARY KEY, X INT, NAME VARCHAR, OTHER VARCHAR) WITH"
                    + " \"TEMPLATE=small,CACHE_NAME=" + table + "\"");
            insert(table, 0, ROWS);
        }
        sql("CREATE INDEX BY_X ON ALTERED (X)");
        for (String cache : ATOMIC) {
            create(configuration(cache));
        }
        for (String cache : TRANSACTIONAL) {
            create(configuration(cache).setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL));
        }
        for (String[] caches : List.of(TABLES, ATOMIC, TRANSACTIONAL)) {
            RemoteShare.offload(node.ignite(), caches);
        }
        node.close();
        node.start(node.store());
    }

    private static CacheConfiguration<Integer, byte[]> configuration(String name) {
        return new CacheConfiguration<Integer, byte[]>(name).setAffinity(new RendezvousAffinityFunction(false, 4));
    }

    private static void create(CacheConfiguration<Integer, byte[]> configuration) {
        Map<Integer, byte[]> rows = new TreeMap<>();
        for (int row = 0; row < ROWS; row++) {
            rows.put(row, ColdNode.value(row));
        }
        node.ignite().createCache(configuration).putAll(rows);
    }

    @AfterAll
    static void stop() throws Exception {
        try (ColdNode judged = node) {
            assertThat(judged.ignite().transactions().localActiveTransactions()).isEmpty();
            Judges.findNothing(
                    judged.ignite(),
                    Stream.of(TABLES, ATOMIC, TRANSACTIONAL)
                            .flatMap(Stream::of)
                            .filter(judged.ignite().cacheNames()::contains)
                            .toArray(String[]::new));
        }
    }

    @Test
    void dropIndexAndColumn_storeDown_works() throws Exception {
        assertThat(duringOutage("ALTERED", () -> {
                    sql("DROP INDEX BY_X");
                    sql("ALTER TABLE ALTERED DROP COLUMN OTHER");
                }))
                .isNull();

        awaitUpdate("ALTERED");
        assertThat(sql("SELECT * FROM ALTERED WHERE X = 8")).isEqualTo(List.of(List.of(8, 8, TEXT)));
    }

    @Test
    void dropTable_storeDown_leavesNoObjectAfterTheOutage() throws Exception {
        assertThat(duringOutage("DROPPED", () -> sql("DROP TABLE DROPPED"))).isNull();

        assertDestroyed("DROPPED");
    }

    @Test
    void destroyCache_storeDown_leavesNoObjectAfterTheOutage() throws Exception {
        assertThat(duringOutage("destroyed", () -> node.ignite().destroyCache("destroyed")))
                .isNull();

        assertDestroyed("destroyed");
    }

    @ParameterizedTest
    @EnumSource
    void clear_storeDown_failsAndClearsAfterTheOutage(CacheAtomicityMode mode) throws Exception {
        String name = "clear-" + mode;

        assertUnavailable(name, duringOutage(name, () -> cache(name).clear()));

        assertThat(cache(name).size(CachePeekMode.ALL)).isEqualTo(ROWS);
        awaitPuts(name);
        cache(name).clear();
        assertThat(cache(name).size(CachePeekMode.ALL)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void clearOfARow_storeDown_failsAndClearsAfterTheOutage(CacheAtomicityMode mode) throws Exception {
        String name = "clear-row-" + mode;

        assertUnavailable(name, duringOutage(name, () -> cache(name).clear(COLD_ROW)));

        assertThat(cache(name).get(COLD_ROW)).isEqualTo(ColdNode.value(COLD_ROW));
        awaitPuts(name);
        cache(name).clearAll(Set.of(COLD_ROW, NEW_ROW));
        assertThat(cache(name).size(CachePeekMode.ALL)).isEqualTo(ROWS - 1);
    }

    @Test
    void lock_storeDown_locksAndItsReadFails() throws Exception {
        Lock lock = cache("locked").lock(COLD_ROW);

        assertUnavailable("locked", duringOutage("locked", () -> {
            lock.lock();
            try {
                cache("locked").get(COLD_ROW);
            } finally {
                lock.unlock();
            }
        }));

        assertThat(cache("locked").isLocalLocked(COLD_ROW, false)).isFalse();
        awaitPuts("locked");
    }

    @Test
    void continuousQuery_storeDown_initialScanFailsAndEventsGoOn() throws Exception {
        Queue<Integer> events = new ConcurrentLinkedQueue<>();
        ContinuousQuery<Integer, byte[]> query = new ContinuousQuery<>();
        query.setInitialQuery(new ScanQuery<>());
        query.setLocalListener(changes -> changes.forEach(change -> events.add(change.getKey())));
        IgniteCache<Integer, byte[]> cache = cache("continuous");

        assertUnavailable("continuous", duringOutage("continuous", () -> {
            try (QueryCursor<?> cursor = cache.query(query)) {
                Throwable failure = catchThrowable(cursor::getAll);
                cache.put(NEW_ROW, new byte[1]);
                await().atMost(LIMIT).until(() -> events.contains(NEW_ROW));
                throw failure;
            }
        }));

        awaitPuts("continuous");
        assertThat(events).as("events after the cursor was closed").containsExactly(NEW_ROW);
    }

    @Test
    void statement_jdbcAndStoreDown_failsAndChangesNoRow() throws Exception {
        Map<String, Throwable> failures = new LinkedHashMap<>();
        duringOutage("JDBC", () -> {
            for (String statement : List.of(
                    "SELECT NAME FROM JDBC WHERE ID = 7",
                    "SELECT COUNT(*) FROM JDBC WHERE NAME LIKE 't%'",
                    "UPDATE JDBC SET X = X + 1",
                    "UPDATE JDBC SET X = X + 1 WHERE ID = 7",
                    "DELETE FROM JDBC WHERE X > 5")) {
                failures.put(statement, catchThrowable(() -> execute("", statement)));
            }
        });

        failures.values().forEach(failure -> assertUnavailable("JDBC", failure));
        assertThat(failures).hasSize(5);
        awaitUpdate("JDBC");
        assertThat(count("JDBC WHERE X = ID")).isEqualTo(ROWS - 1);
    }

    /** The hot rows are the first in the index. A statement is lazy by default: Ignite changes the rows of the first pages of the result before it reads the next ones. */
    @Test
    void update_hotRowsBeforeColdOnesAndStoreDown_changesNoRowUnlessItIsLazy() throws Exception {
        insert("MIXED", -HOT_ROWS, 0);
        String inOrder = " WHERE ID >= " + -HOT_ROWS;
        Map<String, Throwable> failures = new LinkedHashMap<>();
        duringOutage("MIXED", () -> {
            failures.put("eager", catchThrowable(() -> execute("?lazy=false", "UPDATE MIXED SET X = X + 1" + inOrder)));
            failures.put("lazy", catchThrowable(() -> execute("", "UPDATE MIXED SET OTHER = NAME" + inOrder)));
        });

        failures.values().forEach(failure -> assertUnavailable("MIXED", failure));
        assertThat(failures).hasSize(2);
        awaitUpdate("MIXED");
        assertThat(count("MIXED WHERE X = ID")).isEqualTo(ROWS - 1 + HOT_ROWS);
        assertThat(count("MIXED WHERE OTHER = NAME")).isBetween((long) PAGE_ROWS, (long) HOT_ROWS);
    }

    private static Throwable duringOutage(String cache, ThrowingCallable operation) throws IOException {
        RemoteShare.atLeastHalf(node.ignite(), cache);
        StoreOutage outage = StoreOutage.begin(node.objects());
        long start = System.nanoTime();
        try {
            return catchThrowable(operation);
        } finally {
            outage.end();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        }
    }

    private static void assertUnavailable(String cache, Throwable failure) {
        assertThat(X.getThrowableList(failure))
                .as(() -> X.getFullStackTrace(failure))
                .anyMatch(each -> String.valueOf(each.getMessage())
                        .matches("(?s).*A page of partition \\d of " + cache
                                + " is in the object store and could not be fetched: The object .+"));
    }

    private static void awaitUpdate(String table) throws Exception {
        insert(table, NEW_ROW, NEW_ROW + 1);
        awaitNoFailure(() -> sql("UPDATE " + table + " SET X = 0 WHERE ID IN (" + COLD_ROW + ", " + NEW_ROW + ")"));
    }

    private static void awaitPuts(String cache) {
        cache(cache).put(NEW_ROW, new byte[2]);
        awaitNoFailure(() -> cache(cache).put(COLD_ROW, new byte[2]));
    }

    private static void awaitNoFailure(ThrowingCallable operation) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(catchThrowable(operation)).isNull());
    }

    private static void assertDestroyed(String cache) {
        String group = "group-" + Integer.toHexString(CU.cacheId(cache));
        assertThat(node.ignite().cacheNames()).doesNotContain(cache);
        awaitPuts("continuous");
        await().atMost(LIMIT).untilAsserted(() -> {
            node.tier().collectGarbage(false);
            assertThat(StoredObjects.ofPartitions(node.objects())).isNotEmpty().noneMatch(object -> object.toString()
                    .contains(group));
        });
    }

    private static void insert(String table, int from, int to) throws Exception {
        try (Connection connection = connect("");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO " + table + " (ID, X, NAME) VALUES (?, ?, ?)")) {
            for (int row = from; row < to; row++) {
                insert.setInt(1, row);
                insert.setInt(2, row);
                insert.setString(3, TEXT);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static List<List<?>> sql(String statement) {
        return node.ignite()
                .getOrCreateCache(configuration("any"))
                .query(new SqlFieldsQuery(statement).setSchema("PUBLIC"))
                .getAll();
    }

    private static long count(String tableAndCondition) {
        return (long) sql("SELECT COUNT(*) FROM " + tableAndCondition).get(0).get(0);
    }

    private static void execute(String options, String statement) throws Exception {
        try (Connection connection = connect(options);
                Statement jdbc = connection.createStatement()) {
            jdbc.setFetchSize(PAGE_ROWS);
            jdbc.execute(statement);
        }
    }

    private static Connection connect(String options) throws Exception {
        return DriverManager.getConnection("jdbc:ignite:thin://" + TestNodes.thinAddress(node.ignite()) + options);
    }

    private static IgniteCache<Integer, byte[]> cache(String name) {
        return node.ignite().cache(name);
    }
}
