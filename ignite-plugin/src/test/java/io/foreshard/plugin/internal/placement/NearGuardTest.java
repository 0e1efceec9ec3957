package io.foreshard.plugin.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.shard.placement.PlacedRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.NearCacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A near cache after more topology versions than Ignite keeps. */
class NearGuardTest {
    private static final int PARTITIONS = 64;
    private static final int VERSIONS_KEPT = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long KEY = 1;
    private static final int STARTS = 50;

    @ParameterizedTest
    @EnumSource(
            value = CacheAtomicityMode.class,
            names = {"ATOMIC", "TRANSACTIONAL"})
    void get_primaryChangedAndItsVersionIsForgotten_readsTheNewValue(CacheAtomicityMode mode, @TempDir Path directory) {
        try (TestNodes nodes = new TestNodes(directory)) {
            ForeshardConfiguration plugin = new ForeshardConfiguration().setPartitions(PARTITIONS);
            Ignite server = nodes.cluster(2, plugin);
            IgniteCache<Long, String> cache = server.createCache(new CacheConfiguration<Long, String>("rows")
                    .setAtomicityMode(mode)
                    .setBackups(1)
                    .setAffinity(new BehavioralAffinityFunction(PARTITIONS)));
            Ignite client = nodes.client("client", plugin);
            IgniteCache<Long, String> near = client.getOrCreateNearCache("rows", new NearCacheConfiguration<>());
            cache.put(KEY, "old");
            makePrimary(server, client, "server-0");
            assertThat(near.get(KEY)).isEqualTo("old");

            for (int change = 0; change < VERSIONS_KEPT + 2; change++) {
                makePrimary(server, client, change % 2 == 0 ? "server-1" : "server-0");
            }
            cache.put(KEY, "new");

            assertThat(near.get(KEY)).isEqualTo("new");
        }
    }

    @Test
    void afterExchange_nearCachesStartAndStop_neverFails(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            ForeshardConfiguration plugin = new ForeshardConfiguration().setPartitions(PARTITIONS);
            Ignite server = nodes.cluster(1, plugin);
            server.createCache(new CacheConfiguration<Long, String>("rows")
                    .setAffinity(new BehavioralAffinityFunction(PARTITIONS)));
            IgniteEx client = (IgniteEx) nodes.client("client", plugin);
            NearGuard guard = new NearGuard(client.context());
            AtomicBoolean ends = new AtomicBoolean();
            FutureTask<Void> exchanges = new FutureTask<>(
                    () -> {
                        while (!ends.get()) {
                            guard.afterExchange();
                        }
                    },
                    null);
            new Thread(exchanges).start();
            for (int start = 0; start < STARTS; start++) {
                IgniteCache<Long, String> near = client.getOrCreateNearCache("rows", new NearCacheConfiguration<>());
                near.put(KEY, "value");
                near.close();
            }
            ends.set(true);
            exchanges.get();
        }
    }

    /** Changes the first owner of all partitions; both servers have all rows. */
    private static void makePrimary(Ignite server, Ignite client, String name) {
        String other = name.equals("server-0") ? "server-1" : "server-0";
        PlacedRange range = new PlacedRange(0, PARTITIONS, List.of(name, other), 0);
        await().atMost(PATIENCE).until(() -> UnsafeMoves.move(server, range));
        await().atMost(PATIENCE).until(() -> isPrimary(client, name));
    }

    private static boolean isPrimary(Ignite client, String name) {
        return client.<Long>affinity("rows").mapKeyToNode(KEY).consistentId().equals(name);
    }
}
