package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.Ignition;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.query.IndexQuery;
import org.apache.ignite.cache.query.IndexQueryCriteriaBuilder;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointProgress;
import org.apache.ignite.transactions.Transaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While one operation of each kind fetches a cold row from a store that does not answer, a checkpoint and operations on hot rows of the same leaves complete.
 *
 * <p>Publishes the longest hot operation beside each kind; on a machine with nothing else to do it is the table of the documentation.
 */
class TierStallTest {
    private static final int ROUNDS = 2;
    private static final int THREADS = 64;
    private static final int READS_OF_A_THREAD = 3;
    private static final int ROWS_OF_A_FETCH = 16;
    private static final Duration DELAY = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private ColdNode node;
    private MixedLeaves leaves;

    private void start(CacheAtomicityMode mode) {
        node = new ColdNode(directory);
        leaves = MixedLeaves.create(node, "gated:" + directory.resolve("objects"), mode);
    }

    @AfterEach
    void stop() {
        GatedStoreProvider.open();
        node.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = CacheAtomicityMode.class,
            names = {"ATOMIC", "TRANSACTIONAL"})
    void checkpoint_coldOperationWaitsForTheStore_leavesHotOperationsAlone(
            CacheAtomicityMode mode, TestReporter reporter) throws Exception {
        start(mode);
        Map<String, String> longest = new LinkedHashMap<>();
        longest.put("none", leaves.longestHotOperation().toMillis() + " ms");
        Set<Integer> removed = new HashSet<>();
        int number = 0;
        for (Map.Entry<String, IntConsumer> operation : operations(mode).entrySet()) {
            int key = leaves.coldKey(number % MixedLeaves.PARTITIONS, 5);
            if (operation.getKey().startsWith("remove") || operation.getKey().equals("SQL DELETE")) {
                removed.add(key);
            }
            longest.put(
                    operation.getKey(),
                    longestWhile(operation.getKey(), () -> operation.getValue().accept(key))
                                    .toMillis()
                            + " ms");
            number++;
        }
        reporter.publishEntry(longest);

        assertThat(node.tier().statistics().latchedFetches()).isZero();
        leaves.verify(removed);
        Judges.findNothing(node.ignite());
    }

    /** A sequential read makes much of each partition local, so each has a node of its own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SELECT COUNT(DATA) FROM MIXED WHERE DATA LIKE '%9%' | 1
                    SELECT DATA FROM MIXED WHERE N < 1000 | 1000
                    SELECT DATA FROM MIXED WHERE N BETWEEN 4000 AND 4999 | 1000
                    """,
            quoteCharacter = '`')
    void checkpoint_queryOfManyLeavesWaitsForTheStore_leavesHotOperationsAlone(
            String query, int rows, TestReporter reporter) {
        start(CacheAtomicityMode.ATOMIC);
        reporter.publishEntry(
                query,
                longestWhile(query, () -> assertThat(leaves.sql(query)).hasSize(rows))
                                .toMillis()
                        + " ms");

        assertThat(node.tier().statistics().latchedFetches()).isZero();
    }

    /** It makes much of each partition local, so it has a node of its own. */
    @ParameterizedTest
    @EnumSource(
            value = CacheAtomicityMode.class,
            names = {"ATOMIC", "TRANSACTIONAL"})
    void checkpoint_putAllOfManyRowsWaitsForTheStore_leavesHotOperationsAlone(
            CacheAtomicityMode mode, TestReporter reporter) throws Exception {
        start(mode);
        Map<Integer, BinaryObject> rows = rowsOfAllPartitions();
        reporter.publishEntry(
                "putAll of " + rows.size() + " rows",
                longestWhile("putAll", () -> leaves.cache().putAll(rows)).toMillis() + " ms");

        assertThat(node.tier().statistics().latchedFetches()).isZero();
        leaves.verify(Set.of());
    }

    @Test
    void checkpoint_threadsReadColdRowsOneAfterTheOther_leavesHotOperationsAlone(TestReporter reporter) {
        start(CacheAtomicityMode.TRANSACTIONAL);
        long fetches = node.tier().statistics().fetches();
        GatedStoreProvider.delay(DELAY);
        CompletableFuture<Void> reads = CompletableFuture.allOf(IntStream.range(0, THREADS)
                .mapToObj(thread -> IntStream.range(0, READS_OF_A_THREAD)
                        .map(read -> read * THREADS + thread)
                        .map(read -> leaves.coldKey(
                                read % MixedLeaves.PARTITIONS, read / MixedLeaves.PARTITIONS * ROWS_OF_A_FETCH))
                        .toArray())
                .map(keys -> CompletableFuture.runAsync(
                        () -> Arrays.stream(keys).forEach(this::get), task -> new Thread(task, "cold-get").start()))
                .toArray(CompletableFuture[]::new));

        Duration longest = Duration.ZERO;
        int checkpoints = 0;
        CheckpointProgress checkpoint = forceCheckpoint();
        while (!reads.isDone()) {
            Duration hot = leaves.longestHotOperation();
            longest = hot.compareTo(longest) > 0 ? hot : longest;
            if (checkpoint.futureFor(CheckpointState.FINISHED).isDone()) {
                checkpoint = forceCheckpoint();
                checkpoints++;
            }
        }
        reads.join();
        reporter.publishEntry(
                THREADS + " threads that read, " + checkpoints + " checkpoints", longest.toMillis() + " ms");

        assertThat(node.tier().statistics().fetches() - fetches).isGreaterThanOrEqualTo(MixedLeaves.PARTITIONS);
        assertThat(checkpoints).isPositive();
        assertThat(longest).isLessThan(DELAY.dividedBy(2));
        assertThat(node.tier().statistics().latchedFetches()).isZero();
    }

    private Map<String, IntConsumer> operations(CacheAtomicityMode mode) {
        Map<String, IntConsumer> operations = new LinkedHashMap<>();
        operations.put("get", this::get);
        operations.put("get of a thin client", this::thinGet);
        operations.put("getAll", key -> assertThat(leaves.cache().getAll(Set.of(key, key - 1)))
                .hasSize(2));
        operations.put("put", key -> leaves.cache().put(key, leaves.row(key)));
        operations.put("putAll", key -> leaves.cache()
                .putAll(new TreeMap<>(Map.of(key, leaves.row(key), key - 1, leaves.row(key - 1)))));
        operations.put("getAndPut", key -> leaves.cache().getAndPut(key, leaves.row(key)));
        operations.put("remove", key -> leaves.cache().remove(key));
        operations.put("removeAll", key -> leaves.cache().removeAll(Set.of(key)));
        operations.put("invoke", key -> leaves.cache().invoke(key, (entry, arguments) -> {
            entry.setValue(entry.getValue());
            return null;
        }));
        if (mode == CacheAtomicityMode.TRANSACTIONAL) {
            operations.put("pessimistic transaction", key -> transaction(TransactionConcurrency.PESSIMISTIC, key));
            operations.put("optimistic transaction", key -> transaction(TransactionConcurrency.OPTIMISTIC, key));
        }
        operations.put("streamer", this::stream);
        operations.put("SQL point by key", key -> assertThat(leaves.sql("SELECT DATA FROM MIXED WHERE ID = ?", key))
                .isEqualTo(List.of(List.of(MixedLeaves.data(key)))));
        operations.put("SQL point by index", key -> assertThat(leaves.sql("SELECT DATA FROM MIXED WHERE N = ?", key))
                .isEqualTo(List.of(List.of(MixedLeaves.data(key)))));
        operations.put(
                "SQL range by index",
                key -> leaves.sql("SELECT DATA FROM MIXED WHERE N BETWEEN ? AND ?", key, key + 1));
        operations.put(
                "SQL UPDATE", key -> leaves.sql("UPDATE MIXED SET DATA = ? WHERE N = ?", MixedLeaves.data(key), key));
        operations.put("SQL DELETE", key -> leaves.sql("DELETE FROM MIXED WHERE N = ?", key));
        operations.put("SQL INSERT, index that reads rows", key -> leaves.insertCompared(MixedLeaves.ROWS + key));
        operations.put("index query", key -> leaves.cache()
                .query(new IndexQuery<Integer, BinaryObject>("Row", "BY_N")
                        .setCriteria(IndexQueryCriteriaBuilder.between("N", key, key + 1)))
                .getAll());
        operations.put(THREADS + " threads that get", this::getByManyThreads);
        operations.put("scan of a partition", key -> leaves.cache()
                .query(new ScanQuery<Integer, BinaryObject>(leaves.partition(key)))
                .getAll());
        return operations;
    }

    private void get(int key) {
        assertThat(leaves.cache().get(key)).isEqualTo(leaves.row(key));
    }

    private void thinGet(int key) {
        ClientConfiguration client = new ClientConfiguration().setAddresses(TestNodes.thinAddress(node.ignite()));
        try (IgniteClient thin = Ignition.startClient(client)) {
            thin.<Integer, BinaryObject>cache(MixedLeaves.CACHE)
                    .withKeepBinary()
                    .get(key);
        }
    }

    private Map<Integer, BinaryObject> rowsOfAllPartitions() {
        Map<Integer, BinaryObject> rows = new TreeMap<>();
        for (int number = 0; number < 4 * MixedLeaves.PARTITIONS; number++) {
            int key = leaves.coldKey(number % MixedLeaves.PARTITIONS, 200 + number / MixedLeaves.PARTITIONS);
            rows.put(key, leaves.row(key));
        }
        return rows;
    }

    private void transaction(TransactionConcurrency concurrency, int key) {
        try (Transaction transaction =
                node.ignite().transactions().txStart(concurrency, TransactionIsolation.REPEATABLE_READ)) {
            leaves.cache().put(key, leaves.cache().get(key));
            transaction.commit();
        }
    }

    private void stream(int key) {
        try (IgniteDataStreamer<Integer, BinaryObject> streamer = node.ignite().dataStreamer(MixedLeaves.CACHE)) {
            streamer.allowOverwrite(true);
            streamer.keepBinary(true);
            streamer.addData(key, leaves.row(key));
        }
    }

    private void getByManyThreads(int first) {
        Executor threads = task -> new Thread(task, "cold-get").start();
        CompletableFuture<?>[] gets = IntStream.range(0, THREADS)
                .mapToObj(number -> leaves.coldKey(leaves.partition(first), 150 + number))
                .map(key -> CompletableFuture.runAsync(() -> leaves.cache().get(key), threads))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(gets).join();
    }

    /** Runs an operation that has to wait at the gate, then a checkpoint and hot operations; returns the longest of these. */
    private Duration longestWhile(String name, Runnable operation) {
        GatedStoreProvider.close();
        CompletableFuture<Void> cold = CompletableFuture.runAsync(operation);
        await().alias(name + " fetches a page")
                .atMost(Duration.ofSeconds(60))
                .until(() -> GatedStoreProvider.waiting() > 0);
        CheckpointProgress checkpoint = forceCheckpoint();

        Duration longest = Duration.ZERO;
        for (int round = 0; round < ROUNDS; round++) {
            CompletableFuture<Duration> hot = CompletableFuture.supplyAsync(leaves::longestHotOperation);
            assertThat(hot)
                    .as("hot operations of round %d while %s waits", round, name)
                    .succeedsWithin(Duration.ofSeconds(30));
            longest = List.of(longest, hot.join()).stream()
                    .max(Duration::compareTo)
                    .get();
        }
        await().alias("checkpoint while " + name + " waits")
                .atMost(Duration.ofSeconds(60))
                .until(() -> checkpoint.futureFor(CheckpointState.FINISHED).isDone());
        assertThat(cold).isNotDone();
        assertThat(GatedStoreProvider.waiting()).isPositive();

        GatedStoreProvider.open();
        assertThat(cold).as(name).succeedsWithin(Duration.ofSeconds(60));
        return longest;
    }

    private CheckpointProgress forceCheckpoint() {
        return ((IgniteEx) node.ignite()).context().cache().context().database().forceCheckpoint("test");
    }
}
