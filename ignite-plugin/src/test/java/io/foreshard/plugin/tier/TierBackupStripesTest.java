package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Judges;
import io.foreshard.tier.TierStatistics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copies of rows on a backup are remote while those on the primary are local: changes wait for the backup's store without holding its stripes. */
class TierBackupStripesTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int PARTITIONS = 8;
    private static final int ROWS = 20 * PARTITIONS;
    private static final int FIRST_HOT = 10_000;
    private static final int HOT_ROWS = 10 * PARTITIONS;
    private static final int MANY = 6_000;
    private static final byte[] SMALL = new byte[600];

    @TempDir
    Path directory;

    private TwoColdNodes nodes;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        GatedStoreProvider.open();
        threads.shutdownNow();
        nodes.close();
    }

    private CompletableFuture<Void> run(Runnable task) {
        return CompletableFuture.runAsync(task, threads);
    }

    @Test
    void changesOfRemoteBackups_storeSilent_leaveHotChangesAlone() throws Exception {
        start("gated", CacheWriteSynchronizationMode.FULL_SYNC, rows(0, ROWS), CacheAtomicityMode.values());
        for (CacheAtomicityMode mode : CacheAtomicityMode.values()) {
            cache(mode).putAll(rows(FIRST_HOT, FIRST_HOT + HOT_ROWS));
        }
        GatedStoreProvider.close();
        List<CompletableFuture<Void>> cold = new ArrayList<>();
        for (CacheAtomicityMode mode : CacheAtomicityMode.values()) {
            keys(0, ROWS)
                    .subList(0, 2 * PARTITIONS)
                    .forEach(row -> cold.add(run(() -> cache(mode).put(row, ColdOperation.other(row)))));
        }
        await().atMost(LONGEST).until(() -> GatedStoreProvider.waiting() > 2);

        assertThat(run(this::hotChanges)).succeedsWithin(LONGEST);
        assertThat(cold).noneMatch(CompletableFuture::isDone);

        GatedStoreProvider.open();
        assertThat(CompletableFuture.allOf(cold.toArray(CompletableFuture[]::new)))
                .succeedsWithin(LONGEST);
        for (CacheAtomicityMode mode : CacheAtomicityMode.values()) {
            keys(0, ROWS).subList(0, 2 * PARTITIONS).forEach(row -> assertThat(
                            nodes.ignite(1).<Integer, byte[]>cache(mode.name()).localPeek(row))
                    .isEqualTo(ColdOperation.other(row)));
        }
        Judges.findNothing(nodes.ignite(0), CacheAtomicityMode.ATOMIC.name(), CacheAtomicityMode.TRANSACTIONAL.name());
    }

    /** The node asks the store for one of the pages that its changes need, not for each. */
    @Test
    void changesOfRemoteBackups_storeDown_waitWithFewFetches() throws Exception {
        Map<Integer, byte[]> rows = new TreeMap<>();
        for (int row = 0; row < MANY; row++) {
            rows.put(row, SMALL);
        }
        start("dir", CacheWriteSynchronizationMode.PRIMARY_SYNC, rows, CacheAtomicityMode.ATOMIC);
        List<Integer> keys = keys(0, MANY);
        assertThat(keys).hasSizeGreaterThan(2_000);
        TierStatistics backup = nodes.tier(1).statistics();
        StoreOutage outage = StoreOutage.begin(nodes.objects());
        keys.forEach(row -> cache(CacheAtomicityMode.ATOMIC).put(row, small(row)));
        await().atMost(LONGEST).until(() -> backup.waitingChanges() == keys.size());

        long before = backup.fetches();
        await().during(Duration.ofSeconds(3))
                .atMost(LONGEST)
                .failFast(() -> backup.fetches() - before > 30)
                .until(() -> backup.waitingChanges() == keys.size());
        outage.end();

        await().atMost(LONGEST).until(() -> backup.waitingChanges() == 0);
        IgniteCache<Integer, byte[]> copy = nodes.ignite(1).cache(CacheAtomicityMode.ATOMIC.name());
        await().atMost(LONGEST)
                .untilAsserted(() ->
                        keys.forEach(row -> assertThat(copy.localPeek(row)).isEqualTo(small(row))));
        assertThat(backup.blockedChanges()).isEqualTo(keys.size());
        await("the circuit breaker of the other node closes")
                .atMost(LONGEST)
                .untilAsserted(() -> Judges.findNothing(nodes.ignite(0), CacheAtomicityMode.ATOMIC.name()));
    }

    /** Starts the nodes with the rows in a cache of each mode: the copies of the second node are remote, and not in memory. */
    private void start(
            String scheme,
            CacheWriteSynchronizationMode synchronization,
            Map<Integer, byte[]> rows,
            CacheAtomicityMode... modes) {
        nodes = new TwoColdNodes(directory);
        nodes.scheme(scheme);
        nodes.start();
        for (CacheAtomicityMode mode : modes) {
            nodes.ignite(0)
                    .getOrCreateCache(new CacheConfiguration<Integer, byte[]>(mode.name())
                            .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))
                            .setBackups(1)
                            .setWriteSynchronizationMode(synchronization)
                            .setAtomicityMode(mode))
                    .putAll(rows);
            await().atMost(LONGEST)
                    .until(() -> nodes.ignite(1)
                                    .cache(mode.name())
                                    .localSizeLong(CachePeekMode.PRIMARY, CachePeekMode.BACKUP)
                            == rows.size());
            assertThat(nodes.tier(1).offload(mode.name()).pages()).isPositive();
        }
        nodes.stop(1);
        nodes.server(1);
        await().atMost(LONGEST)
                .until(() -> keys(0, ROWS).size() >= ROWS / PARTITIONS
                        && keys(0, ROWS).size() < ROWS);
    }

    private static byte[] small(int row) {
        byte[] value = SMALL.clone();
        value[0] = (byte) row;
        value[1] = (byte) (1 + (row >> 8));
        return value;
    }

    private void hotChanges() {
        for (CacheAtomicityMode mode : CacheAtomicityMode.values()) {
            for (int row : keys(FIRST_HOT, FIRST_HOT + HOT_ROWS)) {
                cache(mode).put(row, ColdOperation.other(row));
                cache(mode).invoke(row, (entry, arguments) -> {
                    entry.setValue(ColdOperation.value(3));
                    return null;
                });
            }
        }
    }

    private IgniteCache<Integer, byte[]> cache(CacheAtomicityMode mode) {
        return nodes.ignite(0).cache(mode.name());
    }

    /** Returns the rows whose primary is the first node. */
    private List<Integer> keys(int from, int to) {
        Ignite primary = nodes.ignite(0);
        List<Integer> keys = new ArrayList<>();
        for (int row = from; row < to; row++) {
            if (primary.affinity(CacheAtomicityMode.ATOMIC.name())
                    .isPrimary(primary.cluster().localNode(), row)) {
                keys.add(row);
            }
        }
        return keys;
    }

    private static Map<Integer, byte[]> rows(int from, int to) {
        Map<Integer, byte[]> rows = new TreeMap<>();
        for (int row = from; row < to; row++) {
            rows.put(row, ColdOperation.value(row));
        }
        return rows;
    }
}
