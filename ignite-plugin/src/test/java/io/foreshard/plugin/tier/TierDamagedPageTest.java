package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Judges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages are missing in a store that answers, and a background task of Ignite needs them: it pauses, the node lives, and the task ends when they are back. */
class TierDamagedPageTest {
    private static final String NUMBERS = "NUMBERS";
    private static final int PARTITION = 3;

    @TempDir
    Path directory;

    private ColdNode node;

    @BeforeEach
    void start() {
        node = new ColdNode(directory);
        node.start(node.store());
        node.writeCaches();
        IgniteCache<Integer, Long> numbers = node.ignite()
                .createCache(new CacheConfiguration<Integer, Long>(NUMBERS)
                        .setSqlSchema("PUBLIC")
                        .setAffinity(new RendezvousAffinityFunction(false, ColdNode.CACHE_PARTITIONS))
                        .setQueryEntities(List.of(new QueryEntity(Integer.class, Long.class)
                                .setTableName(NUMBERS)
                                .setKeyFieldName("ID")
                                .addQueryField("ID", Integer.class.getName(), null)
                                .setValueFieldName("NUMBER")
                                .addQueryField("NUMBER", Long.class.getName(), null))));
        Map<Integer, Long> rows = new TreeMap<>();
        for (int row = 0; row < ColdNode.ROWS; row++) {
            rows.put(row, 7L * row);
        }
        numbers.putAll(rows);
        for (String cache : List.of(ColdNode.COLD, NUMBERS)) {
            assertThat(node.tier().offload(cache).pages()).isPositive();
        }
        node.close();
        node.start(node.store());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void eviction_pageMissing_pausesAndIsTriedAgain() throws Exception {
        Path away = removeObjects();
        GridDhtLocalPartition partition = ((IgniteEx) node.ignite())
                .context()
                .cache()
                .cache(ColdNode.COLD)
                .context()
                .topology()
                .localPartition(PARTITION);

        partition.rent();

        await().atMost(Duration.ofSeconds(60)).until(() -> pausedTasks() == 1);
        assertThat(partition.state()).isNotEqualTo(GridDhtPartitionState.EVICTED);
        checkpointAndHotOperations();
        returnObjects(away);
        await().atMost(Duration.ofSeconds(90)).until(() -> pausedTasks() == 0);
        partition.clearAsync().get(TimeUnit.SECONDS.toMillis(60));
        assertThat(pausedTasks()).isZero();
    }

    @Test
    @Tag("without-assertions")
    void createIndex_pageMissing_pausesAndEndsWhenItIsBack() throws Exception {
        Path away = removeObjects();

        CompletableFuture<List<List<?>>> build =
                CompletableFuture.supplyAsync(() -> sql("CREATE INDEX NUMBER_OF ON NUMBERS (NUMBER)"));

        await().atMost(Duration.ofSeconds(60)).until(() -> pausedTasks() > 0);
        checkpointAndHotOperations();
        assertThat(build).isNotDone();
        returnObjects(away);
        assertThat(build).succeedsWithin(Duration.ofSeconds(90));
        assertThat(pausedTasks()).isZero();
        assertThat(sql("SELECT COUNT(*) FROM NUMBERS WHERE NUMBER >= 0")).hasToString("[[" + ColdNode.ROWS + "]]");
        Judges.findNothing(node.ignite(), ColdNode.COLD, NUMBERS);
    }

    private void checkpointAndHotOperations() {
        CheckpointProgress checkpoint = ((IgniteEx) node.ignite())
                .context()
                .cache()
                .context()
                .database()
                .forceCheckpoint("test");
        IgniteCache<Integer, byte[]> hot = node.ignite().cache(ColdNode.UNTIERED);
        for (int row = 0; row < 50; row++) {
            hot.put(row, ColdNode.value(row));
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> checkpoint.futureFor(CheckpointState.FINISHED).isDone());
        assertThat(((IgniteEx) node.ignite()).context().failure().failureContext())
                .isNull();
    }

    private long pausedTasks() {
        return node.tier().statistics().pausedTasks();
    }

    private List<List<?>> sql(String statement) {
        return node.ignite().cache(NUMBERS).query(new SqlFieldsQuery(statement)).getAll();
    }

    /** Returns the directory with the objects. */
    private Path removeObjects() throws IOException {
        Path away = Files.createTempDirectory(directory, "away");
        for (Path group : StoredObjects.groups(node.objects())) {
            StoredObjects.move(group, node.objects(), away);
        }
        return away;
    }

    private void returnObjects(Path away) throws IOException {
        for (Path group : StoredObjects.groups(away)) {
            Path present = node.objects().resolve(group);
            if (Files.exists(present)) {
                ColdNode.delete(present);
            }
            StoredObjects.move(group, away, node.objects());
        }
    }
}
