package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The creation of an index while an update of another index waits for the store: the updates of all other indexes continue. */
class TierIndexCreationTest {
    private static final String COLD = "cold-texts";
    private static final String HOT = "hot-texts";
    private static final int ROWS = 500;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private ColdNode node;

    @BeforeEach
    void start() {
        node = new ColdNode(directory);
        node.start(configuration());
        for (String name : List.of(COLD, HOT)) {
            IgniteCache<Integer, String> cache = node.ignite().createCache(cache(name));
            Map<Integer, String> rows = new TreeMap<>();
            for (int row = 0; row < ROWS; row++) {
                rows.put(row, text(row));
            }
            cache.putAll(rows);
        }
        assertThat(node.tier().offload(COLD).pages()).isPositive();
        node.close();
        node.start(configuration());
        // The thread that creates indexes must have ended the exchange of the start, which would wait for an update.
        createIndex("BY_ID", "ID");
        GatedStoreProvider.close();
    }

    private ForeshardConfiguration configuration() {
        ForeshardConfiguration configuration = ColdNode.configuration("gated:" + node.objects());
        configuration.getTier().setRequestDeadline(Duration.ofSeconds(2));
        return configuration;
    }

    /** The index of the texts stores none of their bytes inline. A commit has begun when it compares them: it waits. */
    private static CacheConfiguration<Integer, String> cache(String name) {
        return new CacheConfiguration<Integer, String>(name)
                .setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
                .setAffinity(new RendezvousAffinityFunction(false, 2))
                .setQueryEntities(List.of(new QueryEntity(Integer.class, String.class)
                        .setTableName(table(name))
                        .setKeyFieldName("ID")
                        .addQueryField("ID", Integer.class.getName(), null)
                        .setValueFieldName("TEXT")
                        .addQueryField("TEXT", String.class.getName(), null)
                        .setIndexes(List.of(new QueryIndex("TEXT").setInlineSize(0)))));
    }

    private static String table(String cache) {
        return cache.replace('-', '_').toUpperCase(java.util.Locale.ROOT);
    }

    private static String text(int row) {
        return "a text that is equal in its first bytes ".repeat(4) + row;
    }

    @AfterEach
    void stop() {
        GatedStoreProvider.open();
        threads.shutdownNow();
        node.close();
    }

    @Test
    void createIndex_updateWaitsForTheStore_otherUpdatesContinue() throws Exception {
        CompletableFuture<Void> update = run(() -> put(COLD, ROWS));
        await().atMost(LONGEST).until(() -> node.tier().statistics().blockedChanges() > 0);
        CompletableFuture<Void> creation = run(() -> createIndex("BY_BOTH", "TEXT, ID"));
        await("the creation waits for the lock of indexes")
                .atMost(LONGEST)
                .until(() -> Thread.getAllStackTraces().values().stream().anyMatch(frames -> Arrays.stream(frames)
                        .anyMatch(frame -> frame.getClassName().endsWith("IndexLock$CreationLock"))));

        for (int row = 0; row < ROWS; row += 10) {
            int key = row;
            assertThat(run(() -> put(HOT, key))).succeedsWithin(LONGEST);
        }
        assertThat(update).isNotDone();
        assertThat(creation).isNotDone();

        GatedStoreProvider.open();
        assertThat(update).succeedsWithin(LONGEST);
        assertThat(creation).succeedsWithin(LONGEST);
        Judges.findNothing(node.ignite());
    }

    private void createIndex(String name, String columns) {
        node.ignite()
                .cache(HOT)
                .query(new SqlFieldsQuery(
                        "CREATE INDEX " + name + " ON \"" + HOT + "\"." + table(HOT) + " (" + columns + ")"))
                .getAll();
    }

    private void put(String cache, int row) {
        node.ignite().<Integer, String>cache(cache).put(row, text(row + 1));
    }

    private CompletableFuture<Void> run(Runnable task) {
        return CompletableFuture.runAsync(task, threads);
    }
}
