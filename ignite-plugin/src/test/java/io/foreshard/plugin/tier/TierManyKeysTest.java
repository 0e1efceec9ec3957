package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessor;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.IgniteInternalFuture;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.lang.IgniteFuture;
import org.apache.ignite.transactions.Transaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations on many cold rows that run on the server with the rows: they fetch their pages in parallel, and before they change anything. */
class TierManyKeysTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int COLD_ROWS = ColdClients.COLD_ROWS;
    private static final String SENTENCE = "is in the object store and could not be fetched";

    @TempDir
    Path directory;

    private ColdNode node;
    private CacheAtomicityMode mode;

    /** Changes or reads rows; each operation has a cache of its own. */
    private interface Operation {
        void run(IgniteCache<Integer, byte[]> cache, Map<Integer, byte[]> rows);
    }

    @AfterEach
    void stop() {
        GatedStoreProvider.open();
        node.close();
    }

    /** Writes and offloads the cold rows of a cache for each operation, and starts the server again. */
    private void start(String scheme, CacheAtomicityMode atomicity, Set<String> operations) {
        mode = atomicity;
        node = new ColdNode(directory);
        node.start(configuration(scheme));
        for (String name : operations) {
            node.ignite()
                    .createCache(new CacheConfiguration<Integer, byte[]>(name)
                            .setAffinity(new RendezvousAffinityFunction(false, ColdClients.PARTITIONS))
                            .setAtomicityMode(mode))
                    .putAll(rows(false));
            assertThat(node.tier().offload(name).pages()).isGreaterThan(COLD_ROWS * 9 / 10);
        }
        node.close();
        node.start(configuration(scheme));
    }

    private ForeshardConfiguration configuration(String scheme) {
        ForeshardConfiguration configuration = ColdNode.configuration(scheme + ":" + node.objects());
        configuration.getTier().setRequestDeadline(Duration.ofMinutes(2));
        return configuration;
    }

    private static Map<Integer, byte[]> rows(boolean changed) {
        Map<Integer, byte[]> rows = new TreeMap<>();
        for (int row = 0; row < COLD_ROWS; row++) {
            rows.put(row, changed ? ColdOperation.other(row) : ColdOperation.value(row));
        }
        return rows;
    }

    private Map<String, Operation> operations() {
        Map<String, Operation> operations = new LinkedHashMap<>();
        operations.put("getAll", (cache, rows) -> assertThat(cache.getAll(rows.keySet()))
                .hasSize(rows.size()));
        operations.put("getAllAsync", (cache, rows) -> assertThat(
                        cache.getAllAsync(rows.keySet()).get())
                .hasSize(rows.size()));
        operations.put("getEntries", (cache, rows) -> assertThat(cache.getEntries(rows.keySet()))
                .hasSize(rows.size()));
        operations.put("containsKeys", (cache, rows) -> assertThat(cache.containsKeys(rows.keySet()))
                .isTrue());
        operations.put(
                "getAll of a thin client",
                (cache, rows) -> thin(
                        cache, thin -> assertThat(thin.getAll(rows.keySet())).hasSize(rows.size())));
        operations.putAll(changes());
        return operations;
    }

    private Map<String, Operation> changes() {
        Map<String, Operation> changes = new LinkedHashMap<>();
        changes.put("putAll", (cache, rows) -> cache.putAll(rows));
        changes.put("putAllAsync", (cache, rows) -> cache.putAllAsync(rows).get());
        changes.put("putAll of a thin client", (cache, rows) -> thin(cache, thin -> thin.putAll(rows)));
        changes.put("removeAll", (cache, rows) -> cache.removeAll(rows.keySet()));
        changes.put("removeAllAsync", (cache, rows) -> cache.removeAllAsync(rows.keySet())
                .get());
        changes.put("invokeAll", (cache, rows) -> cache.invokeAll(rows.keySet(), negate())
                .forEach((key, result) -> result.get()));
        changes.put("invokeAll of a map", (cache, rows) -> {
            Map<Integer, EntryProcessor<Integer, byte[], Void>> processors = new TreeMap<>();
            rows.keySet().forEach(row -> processors.put(row, negate()));
            cache.invokeAll(processors); // null for an atomic cache, as no processor has a result
        });
        if (mode == CacheAtomicityMode.TRANSACTIONAL) {
            for (TransactionConcurrency concurrency : TransactionConcurrency.values()) {
                changes.put(concurrency + " transaction", (cache, rows) -> {
                    try (Transaction transaction =
                            node.ignite().transactions().txStart(concurrency, TransactionIsolation.REPEATABLE_READ)) {
                        cache.putAll(rows);
                        transaction.commit();
                    }
                });
            }
        }
        return changes;
    }

    private static EntryProcessor<Integer, byte[], Void> negate() {
        return (entry, arguments) -> {
            entry.setValue(ColdOperation.other(entry.getKey()));
            return null;
        };
    }

    private void thin(IgniteCache<Integer, byte[]> cache, Consumer<ClientCache<Integer, byte[]>> operation) {
        try (IgniteClient client =
                Ignition.startClient(new ClientConfiguration().setAddresses(TestNodes.thinAddress(node.ignite())))) {
            operation.accept(client.cache(cache.getName()));
        }
    }

    private IgniteCache<Integer, byte[]> cache(String name) {
        return node.ignite().cache(name);
    }

    @ParameterizedTest
    @EnumSource(
            value = CacheAtomicityMode.class,
            names = {"ATOMIC", "TRANSACTIONAL"})
    @Tag("without-assertions")
    void operations_storeSilent_fetchInParallelAndHoldNoLock(CacheAtomicityMode atomicity) throws Exception {
        mode = atomicity;
        Map<String, Operation> operations = operations();
        start("gated", atomicity, operations.keySet());
        for (Map.Entry<String, Operation> each : operations.entrySet()) {
            String name = each.getKey();
            GatedStoreProvider.close();
            CompletableFuture<Void> operation =
                    CompletableFuture.runAsync(() -> each.getValue().run(cache(name), rows(true)));
            await().alias(name + " fetches pages of each partition at once")
                    .atMost(LONGEST)
                    .until(() -> GatedStoreProvider.waiting() >= ColdClients.PARTITIONS);
            IgniteInternalFuture<?> checkpoint = forceCheckpoint();
            await().alias("checkpoint while " + name + " waits").atMost(LONGEST).until(checkpoint::isDone);
            assertThat(operation).isNotDone();
            long fetches = node.tier().statistics().fetches();
            GatedStoreProvider.open();
            assertThat(operation).as(name).succeedsWithin(LONGEST);
            assertThat(node.tier().statistics().fetches() - fetches)
                    .as("fetches of %s after the first ones", name)
                    .isLessThan(COLD_ROWS / 4);
        }
        assertThat(node.tier().statistics().blockedChanges()).isZero();
        assertThat(node.tier().statistics().latchedFetches()).isZero();
        for (String name : changes().keySet()) {
            boolean isRemoved = name.startsWith("removeAll");
            rows(true).forEach((row, value) -> assertThat(cache(name).get(row))
                    .as("row %d of %s", row, name)
                    .isEqualTo(isRemoved ? null : value));
        }
        Judges.findNothing(node.ignite(), operations.keySet().toArray(String[]::new));
    }

    private IgniteInternalFuture<?> forceCheckpoint() {
        return ((IgniteEx) node.ignite())
                .context()
                .cache()
                .context()
                .database()
                .forceCheckpoint("test")
                .futureFor(CheckpointState.FINISHED);
    }

    @ParameterizedTest
    @EnumSource(
            value = CacheAtomicityMode.class,
            names = {"ATOMIC", "TRANSACTIONAL"})
    void operations_storeDown_failBeforeTheyChangeARow(CacheAtomicityMode atomicity) throws Exception {
        mode = atomicity;
        Map<String, Operation> operations = operations();
        start("dir", atomicity, operations.keySet());
        Map<Integer, byte[]> hot = new TreeMap<>();
        for (int row = -1; row >= -ColdClients.PARTITIONS; row--) { // before the cold ones
            hot.put(row, ColdOperation.value(row));
        }
        operations.keySet().forEach(name -> cache(name).putAll(hot));
        StoreOutage outage = StoreOutage.begin(node.objects());
        Map<Integer, byte[]> changed = rows(true);
        hot.keySet().forEach(row -> changed.put(row, ColdOperation.other(row)));
        Map<String, Throwable> failures = new LinkedHashMap<>();
        operations.forEach(
                (name, operation) -> failures.put(name, catchThrowable(() -> operation.run(cache(name), changed))));
        IgniteFuture<Void> future = cache("putAllAsync").putAllAsync(changed);
        assertThat(catchThrowable(future::get)).isInstanceOf(CacheException.class);
        outage.end();

        failures.forEach((name, failure) -> {
            assertThat(failure).as(name).hasMessageContaining(SENTENCE).hasMessageContaining("of " + name);
            if (!name.contains("thin")) {
                assertThat(failure).as(name).isInstanceOf(CacheException.class);
            }
        });
        assertThat(node.tier().statistics().blockedChanges()).isZero();
        await().atMost(LONGEST).ignoreExceptions().until(() -> cache("getAll").get(0) != null);
        hot.putAll(rows(false));
        operations
                .keySet()
                .forEach(name ->
                        hot.forEach((row, value) -> assertThat(cache(name).get(row))
                                .as("row %d of %s", row, name)
                                .isEqualTo(value)));
        Judges.findNothing(node.ignite(), operations.keySet().toArray(String[]::new));
    }

    @Test
    void stop_operationWaitsForTheStore_endsWithoutTheStore() {
        start("gated", CacheAtomicityMode.ATOMIC, Set.of("putAll"));
        GatedStoreProvider.close();
        CompletableFuture<Void> operation =
                CompletableFuture.runAsync(() -> cache("putAll").putAll(rows(true)));
        await().atMost(LONGEST).until(() -> GatedStoreProvider.waiting() >= ColdClients.PARTITIONS);

        assertThat(CompletableFuture.runAsync(node::close)).succeedsWithin(LONGEST);
        assertThat(operation).failsWithin(LONGEST);
    }

    @Test
    void transaction_timesOutWhileItWaitsForTheStore_failsWithoutTheStore() {
        start("gated", CacheAtomicityMode.TRANSACTIONAL, Set.of("putAll"));
        GatedStoreProvider.close();
        CompletableFuture<Void> operation = CompletableFuture.runAsync(() -> {
            try (Transaction transaction = node.ignite()
                    .transactions()
                    .txStart(TransactionConcurrency.PESSIMISTIC, TransactionIsolation.REPEATABLE_READ, 1_000, 0)) {
                cache("putAll").putAll(rows(true));
                transaction.commit();
            }
        });

        assertThat(operation)
                .failsWithin(LONGEST)
                .withThrowableOfType(ExecutionException.class)
                .havingRootCause()
                .withMessageContaining("timed out");
        GatedStoreProvider.open();
        rows(false).forEach((row, value) -> assertThat(cache("putAll").get(row)).isEqualTo(value));
    }

    @Test
    void interrupt_operationWaitsForTheStore_endsWithoutTheStore() {
        start("gated", CacheAtomicityMode.ATOMIC, Set.of("getAll"));
        GatedStoreProvider.close();
        CompletableFuture<Void> operation = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                cache("getAll").getAll(rows(false).keySet());
                operation.complete(null);
            } catch (RuntimeException e) {
                operation.completeExceptionally(e);
            }
        });
        thread.start();
        await().atMost(LONGEST).until(() -> GatedStoreProvider.waiting() >= ColdClients.PARTITIONS);
        thread.interrupt();

        assertThat(operation).failsWithin(LONGEST);
    }

    @Test
    void proxy_sentToAnotherNode_isTheOneOfThatNode() {
        start("dir", CacheAtomicityMode.ATOMIC, Set.of("sent"));
        IgniteCache<Integer, byte[]> cache = cache("sent");
        Ignite client = node.client("client");
        client.cache("sent");
        int size = node.ignite().compute(node.ignite().cluster().forClients()).call(() -> cache.getAll(Set.of(1, 2, 3))
                .size());

        assertThat(size).isEqualTo(3);
    }
}
