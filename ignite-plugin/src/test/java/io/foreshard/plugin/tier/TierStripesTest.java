package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Judges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.internal.util.typedef.X;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients want cold rows from a store that does not answer: the stripes of the server go on with hot rows. */
class TierStripesTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private static final List<ComparedRows> COMPARED =
            List.of(new ComparedRows(CacheAtomicityMode.ATOMIC), new ComparedRows(CacheAtomicityMode.TRANSACTIONAL));

    private ColdClients cluster;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Starts a cluster whose store is silent while its gate is closed. */
    private void start(EnumSet<ColdOperation> operations) {
        cluster = new ColdClients(directory, "gated", Duration.ofMinutes(2));
        cluster.start(operations);
    }

    @AfterEach
    void stop() {
        GatedStoreProvider.open();
        threads.shutdownNow();
        cluster.close();
    }

    private CompletableFuture<Void> run(Runnable task) {
        return CompletableFuture.runAsync(task, threads);
    }

    private static void awaitWaiting(int requests) {
        await().atMost(LONGEST).until(() -> ColdClients.waiting() == requests);
    }

    @Test
    void coldRequests_storeSilent_leaveHotRequestsAlone() throws Exception {
        EnumSet<ColdOperation> operations = EnumSet.allOf(ColdOperation.class);
        start(operations);
        GatedStoreProvider.close();
        List<CompletableFuture<Void>> cold = new ArrayList<>();
        for (ColdOperation operation : operations) {
            for (int row = 0; row < ColdClients.PARTITIONS; row++) {
                int wanted = row;
                cold.add(run(() -> operation.run(cluster.clients().get(0), wanted)));
            }
            awaitWaiting(cold.size());
        }

        for (Ignite client : cluster.clients()) {
            assertThat(run(() -> cluster.hotOperations(client)))
                    .as("hot operations of " + client.name())
                    .succeedsWithin(LONGEST);
        }
        assertThat(cold).noneMatch(CompletableFuture::isDone);

        GatedStoreProvider.open();
        assertThat(CompletableFuture.allOf(cold.toArray(CompletableFuture[]::new)))
                .succeedsWithin(LONGEST);
        awaitWaiting(0);
        Judges.findNothing(cluster.node().ignite(), names(operations));
    }

    private static String[] names(EnumSet<ColdOperation> operations) {
        return operations.stream().map(ColdOperation::cacheName).toArray(String[]::new);
    }

    @Test
    void coldRequests_storeDown_failAndChangeNothing() throws Exception {
        EnumSet<ColdOperation> operations = EnumSet.allOf(ColdOperation.class);
        cluster = new ColdClients(directory, "dir", Duration.ofSeconds(2));
        cluster.start(operations);
        StoreOutage outage = StoreOutage.begin(directory.resolve("objects"));
        Map<ColdOperation, CompletableFuture<Void>> cold = new EnumMap<>(ColdOperation.class);
        for (ColdOperation operation : operations) {
            cold.put(operation, run(() -> operation.run(cluster.clients().get(0), 3)));
        }
        cold.forEach((operation, future) -> assertThat(future)
                .as("%s", operation)
                .failsWithin(LONGEST)
                .withThrowableOfType(ExecutionException.class)
                .satisfies(failure -> assertThat(X.getFullStackTrace(failure))
                        .contains("of " + operation.cacheName() + " is in the object store and could not be fetched")));
        assertThat(run(() -> cluster.hotOperations(cluster.clients().get(1)))).succeedsWithin(LONGEST);
        awaitWaiting(0);

        outage.end();
        for (ColdOperation operation : operations) {
            await().atMost(LONGEST).ignoreExceptions().untilAsserted(() -> assertThat(
                            operation.cache(cluster.clients().get(0)).get(3))
                    .as("%s", operation)
                    .isEqualTo(ColdOperation.value(3)));
            operation.run(cluster.clients().get(1), 3);
        }
        Judges.findNothing(cluster.node().ignite(), names(operations));
    }

    /** All threads that fetch wait for the store, and more reads wait for a thread. */
    @Test
    void coldRequests_oneReadIsAnswered_runsItsRequest() {
        int fetchingThreads = 64;
        EnumSet<ColdOperation> operations = EnumSet.allOf(ColdOperation.class);
        start(operations);
        GatedStoreProvider.close();
        List<CompletableFuture<Void>> cold = new ArrayList<>();
        for (ColdOperation operation : operations) {
            IgniteCache<Integer, byte[]> cache =
                    operation.cache(cluster.clients().get(0));
            for (int row = 0; row < ColdClients.PARTITIONS; row++) {
                int wanted = row;
                cold.add(run(() -> cache.get(wanted)));
            }
        }
        assertThat(cold).hasSizeGreaterThan(fetchingThreads);
        awaitWaiting(cold.size());
        await().atMost(LONGEST).until(() -> GatedStoreProvider.waiting() >= fetchingThreads);

        GatedStoreProvider.admit();

        await().atMost(LONGEST).until(() -> cold.stream().anyMatch(CompletableFuture::isDone));
        awaitWaiting(cold.size() - 1);
    }

    /** The store answers after the node has stopped: the threads that fetch end without an exception. */
    @Test
    void stop_requestsAreDeferred_endsWithoutTheStore() {
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler present = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        try {
            stopWithDeferredRequests();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(present);
        }
        assertThat(uncaught).isEmpty();
    }

    private void stopWithDeferredRequests() {
        start(EnumSet.of(ColdOperation.PUT));
        GatedStoreProvider.close();
        List<CompletableFuture<Void>> cold = new ArrayList<>();
        for (int row = 0; row < ColdClients.PARTITIONS; row++) {
            int wanted = row;
            cold.add(run(() -> ColdOperation.PUT.run(cluster.clients().get(0), wanted)));
        }
        awaitWaiting(cold.size());
        assertThat(run(() -> cluster.close())).succeedsWithin(LONGEST);
        cold.forEach(put -> assertThat(put).failsWithin(LONGEST));
        GatedStoreProvider.open();
        await().atMost(LONGEST).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("foreshard-fetch")));
    }

    @Test
    void requests_ofOneRow_runInTheOrderOfArrival() {
        start(EnumSet.of(ColdOperation.GET));
        IgniteCache<Integer, byte[]> first =
                ColdOperation.GET.cache(cluster.clients().get(0));
        IgniteCache<Integer, byte[]> second =
                ColdOperation.GET.cache(cluster.clients().get(1));
        GatedStoreProvider.close();
        List<CompletableFuture<byte[]>> reads = new ArrayList<>();
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        for (int version = 0; version < 10; version++) {
            reads.add(CompletableFuture.supplyAsync(() -> first.get(7), threads));
            awaitWaiting(2 * version + 1);
            byte[] value = ColdOperation.value(1_000 + version);
            writes.add(run(() -> second.put(7, value)));
            awaitWaiting(2 * version + 2);
        }
        CompletableFuture<Map<Integer, byte[]>> readOfBoth =
                CompletableFuture.supplyAsync(() -> first.getAll(Set.of(9, ColdClients.FIRST_HOT)), threads);
        awaitWaiting(21);
        CompletableFuture<Void> hotWrite = run(() -> second.put(ColdClients.FIRST_HOT, ColdOperation.value(1)));
        awaitWaiting(22);
        GatedStoreProvider.open();
        for (int version = 0; version < 10; version++) {
            assertThat(reads.get(version))
                    .succeedsWithin(LONGEST)
                    .isEqualTo(ColdOperation.value(version == 0 ? 7 : 999 + version));
            assertThat(writes.get(version)).succeedsWithin(LONGEST);
        }
        assertThat(first.get(7)).isEqualTo(ColdOperation.value(1_009));
        assertThat(readOfBoth).succeedsWithin(LONGEST);
        assertThat(readOfBoth.join().get(ColdClients.FIRST_HOT)).isEqualTo(ColdOperation.value(ColdClients.FIRST_HOT));
        assertThat(hotWrite).succeedsWithin(LONGEST);
        assertThat(first.get(ColdClients.FIRST_HOT)).isEqualTo(ColdOperation.value(1));
    }

    @Test
    void changesOfComparedRows_storeSilent_leaveHotRequestsAlone() throws Exception {
        cluster = new ColdClients(directory, "gated", Duration.ofMinutes(2));
        cluster.add(COMPARED);
        cluster.start(EnumSet.of(ColdOperation.GET));
        GatedStoreProvider.close();
        List<CompletableFuture<Void>> changes = new ArrayList<>();
        for (ComparedRows rows : COMPARED) {
            for (BiConsumer<IgniteCache<Integer, String>, Integer> change : changes()) {
                for (int partition = 0; partition < ColdClients.PARTITIONS; partition++) {
                    int row = changes.size();
                    changes.add(
                            run(() -> change.accept(rows.cache(cluster.clients().get(0)), row)));
                }
                awaitWaiting(changes.size());
            }
        }

        assertThat(run(() -> cluster.hotOperations(cluster.clients().get(1)))).succeedsWithin(LONGEST);
        assertThat(changes).noneMatch(CompletableFuture::isDone);

        GatedStoreProvider.open();
        assertThat(CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new)))
                .succeedsWithin(LONGEST);
        awaitWaiting(0);
        Judges.findNothing(
                cluster.node().ignite(),
                COMPARED.stream().map(ComparedRows::name).toArray(String[]::new));
    }

    @Test
    void changesOfComparedRows_storeDown_failAndChangeNothing() throws Exception {
        cluster = new ColdClients(directory, "dir", Duration.ofSeconds(2));
        cluster.add(COMPARED);
        cluster.start(EnumSet.of(ColdOperation.GET));
        StoreOutage outage = StoreOutage.begin(directory.resolve("objects"));
        List<CompletableFuture<Void>> changes = new ArrayList<>();
        for (ComparedRows rows : COMPARED) {
            for (BiConsumer<IgniteCache<Integer, String>, Integer> change : changes()) {
                int row = changes.size();
                changes.add(run(() -> change.accept(rows.cache(cluster.clients().get(0)), row)));
            }
        }
        changes.forEach(change -> assertThat(change)
                .failsWithin(LONGEST)
                .withThrowableOfType(ExecutionException.class)
                .satisfies(failure -> assertThat(X.getFullStackTrace(failure))
                        .contains(" is in the object store and could not be fetched")));
        awaitWaiting(0);

        outage.end();
        for (ComparedRows rows : COMPARED) {
            IgniteCache<Integer, String> cache = rows.cache(cluster.clients().get(1));
            await().atMost(LONGEST).ignoreExceptions().until(() -> cache.get(0) != null);
            assertThat(cache.size()).isEqualTo(ComparedRows.ROWS);
            for (int row = 0; row < ComparedRows.ROWS; row++) {
                assertThat(cache.get(row)).isEqualTo(ComparedRows.text(row));
            }
        }
        Judges.findNothing(
                cluster.node().ignite(),
                COMPARED.stream().map(ComparedRows::name).toArray(String[]::new));
    }

    private static List<BiConsumer<IgniteCache<Integer, String>, Integer>> changes() {
        return List.of(
                (cache, row) -> cache.put(ComparedRows.ROWS + row, ComparedRows.text(ComparedRows.ROWS + row)),
                (cache, row) -> cache.put(row, ComparedRows.text(-1 - row)),
                (cache, row) -> cache.putIfAbsent(ComparedRows.ROWS + row, ComparedRows.text(-1 - row)),
                (cache, row) -> cache.remove(row));
    }
}
