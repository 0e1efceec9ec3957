package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.IndexQuery;
import org.apache.ignite.cache.query.IndexQueryCriteriaBuilder;
import org.apache.ignite.cache.query.Query;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.internal.util.typedef.X;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations that read cold rows while the store is down: each fails with a sentence, and none of them stops the node. */
class TierOutageReadsTest {
    private static final String CACHE = "names";
    private static final int ROWS = 2_000;
    private static final int FRAGMENTED = -1;
    private static final int PARTITIONS = 4;
    private static final String SENTENCE = "is in the object store and could not be fetched";

    @TempDir
    Path directory;

    private ColdNode node;

    @BeforeEach
    void start() {
        node = new ColdNode(directory);
        node.start(node.store());
        IgniteCache<Integer, String> cache = node.ignite()
                .createCache(new CacheConfiguration<Integer, String>(CACHE)
                        .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))
                        .setQueryEntities(List.of(new QueryEntity(Integer.class, String.class)
                                .setTableName("NAMES")
                                .setKeyFieldName("ID")
                                .addQueryField("ID", Integer.class.getName(), null)
                                .setValueFieldName("NAME")
                                .addQueryField("NAME", String.class.getName(), null))));
        Map<Integer, String> rows = new TreeMap<>();
        for (int row = 0; row < ROWS; row++) {
            rows.put(row, name(row));
        }
        rows.put(FRAGMENTED, "row of several pages ".repeat(1_000));
        cache.putAll(rows);
        assertThat(node.tier().offload(CACHE).pages()).isPositive();
        node.close();
        node.start(node.store());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void read_storeDown_failsWithoutStoppingTheNode() throws Exception {
        Map<String, Runnable> operations = operations();
        Map<String, String> wrong = new LinkedHashMap<>();
        StoreOutage outage = StoreOutage.begin(node.objects());
        operations.forEach((name, operation) -> {
            Throwable failure = catchThrowable(operation::run);
            if (failure == null || !describes(failure)) {
                wrong.put(name, X.getFullStackTrace(failure));
            }
        });
        long blocked = node.tier().statistics().blockedChanges();
        CompletableFuture<Void> index = CompletableFuture.runAsync(() -> sql("CREATE INDEX BY_NAME ON NAMES (NAME)"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> node.tier().statistics().blockedChanges() > blocked);
        assertThat(index)
                .as("an index that lacks rows would give wrong answers")
                .isNotDone();
        outage.end();
        assertThat(wrong).isEmpty();
        assertThat(index).succeedsWithin(Duration.ofSeconds(60));
        for (int row = 0; row < ROWS; row++) {
            assertThat(cache().get(row)).isEqualTo(name(row));
        }
        Judges.findNothing(node.ignite());
    }

    @Test
    void read_storeDown_messageIsTheSentence() throws Exception {
        StoreOutage outage = StoreOutage.begin(node.objects());
        Map<String, Runnable> operations = operations();
        operations.keySet().removeIf(name -> name.startsWith("SQL"));
        operations.put("get of a row of several pages", () -> cache().get(FRAGMENTED));
        Map<String, String> wrong = new LinkedHashMap<>();
        try (IgniteClient client =
                Ignition.startClient(new ClientConfiguration().setAddresses(TestNodes.thinAddress(node.ignite())))) {
            operations.put("get of a thin client", () -> client.<Integer, String>cache(CACHE)
                    .get(1));
            operations.forEach((name, operation) -> {
                Throwable failure = catchThrowable(operation::run);
                if (failure == null
                        || !failure.getMessage().contains(SENTENCE)
                        || X.getFullStackTrace(failure).contains("B+Tree is corrupted")) {
                    wrong.put(name, X.getFullStackTrace(failure));
                }
            });
        } finally {
            outage.end();
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void clear_storeDown_failsOrWaitsWithoutStoppingTheNode() throws Exception {
        StoreOutage outage = StoreOutage.begin(node.objects());
        assertThat(catchThrowable(() -> cache().removeAll())).matches(TierOutageReadsTest::describes);
        outage.end();
        await("the circuit breaker closes")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> cache().removeAll());
        assertThat(cache().size(CachePeekMode.ALL)).isZero();
        Judges.findNothing(node.ignite());
    }

    private Map<String, Runnable> operations() {
        Map<String, Runnable> operations = new LinkedHashMap<>();
        operations.put("get", () -> cache().get(1));
        operations.put("getAll", () -> cache().getAll(java.util.Set.of(1, 2, 3)));
        operations.put("scan", () -> all(new ScanQuery<>()));
        operations.put("scan of a partition", () -> all(new ScanQuery<>(1)));
        operations.put("local entries", () -> cache().localEntries(CachePeekMode.PRIMARY)
                .forEach(entry -> {}));
        operations.put("SQL full scan", () -> sql("SELECT COUNT(NAME) FROM NAMES WHERE NAME LIKE '%9'"));
        operations.put("SQL by key", () -> sql("SELECT NAME FROM NAMES WHERE ID = 7"));
        operations.put("SQL range", () -> sql("SELECT NAME FROM NAMES WHERE ID BETWEEN 7 AND 90"));
        operations.put("SQL update", () -> sql("UPDATE NAMES SET NAME = 'x' WHERE NAME LIKE '%9'"));
        operations.put("SQL delete", () -> sql("DELETE FROM NAMES WHERE NAME LIKE '%9'"));
        operations.put(
                "index query",
                () -> all(new IndexQuery<Integer, String>(String.class, "_key_PK")
                        .setCriteria(IndexQueryCriteriaBuilder.gt("_KEY", 3))));
        return operations;
    }

    private static boolean describes(Throwable failure) {
        return X.getThrowableList(failure).stream()
                .anyMatch(each -> String.valueOf(each.getMessage()).contains(SENTENCE)
                        && each.getMessage().contains(CACHE));
    }

    private void all(Query<?> query) {
        cache().query(query).getAll();
    }

    private void sql(String statement) {
        cache().query(new SqlFieldsQuery(statement)).getAll();
    }

    private IgniteCache<Integer, String> cache() {
        return node.ignite().cache(CACHE);
    }

    private static String name(int row) {
        return "name of row ".repeat(30) + row;
    }
}
