package io.foreshard.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.ObjectKey;
import io.foreshard.predict.ActionSequence;
import io.foreshard.profile.WindowedAction;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.configuration.NearCacheConfiguration;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearCacheTest {
    private static final long INTEREST = 9;
    private static final RowWarmer NO_SERVERS =
            (cache, keys) -> CompletableFuture.failedFuture(new IllegalStateException("There is no plugin."));

    private final TcpDiscoveryVmIpFinder addresses = new TcpDiscoveryVmIpFinder(true);

    private IgniteConfiguration node(String name, Path directory) {
        return new IgniteConfiguration()
                .setIgniteInstanceName("near-" + name)
                .setWorkDirectory(directory.resolve(name).toString())
                .setLocalHost("127.0.0.1")
                .setGridLogger(new NullLogger())
                .setMetricsLogFrequency(0)
                .setConnectorConfiguration(null)
                .setClientConnectorConfiguration(null)
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setIpFinder(addresses)
                        .setLocalPort(32_100)
                        .setLocalPortRange(20))
                .setCommunicationSpi(
                        new TcpCommunicationSpi().setLocalPort(32_130).setLocalPortRange(20))
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration()
                                .setInitialSize(32L << 20)
                                .setMaxSize(64L << 20)));
    }

    @Test
    void onAction_nearCacheOnClient_holdsPredictedObject(@TempDir Path directory) {
        try (Ignite server = Ignition.start(node("server", directory));
                Ignite client = Ignition.start(node("client", directory).setClientMode(true))) {
            ObjectKey second = ObjectKey.of(INTEREST, 2);
            server.<ObjectKey, String>createCache("objects").put(second, "two");
            server.createCache("transactions");
            IgniteCache<ObjectKey, String> near =
                    client.getOrCreateNearCache("objects", new NearCacheConfiguration<>());
            try (Prefetcher prefetcher = Prefetcher.create(
                    client,
                    "transactions",
                    List.of("objects"),
                    Optional::empty,
                    user -> List.of(),
                    NO_SERVERS,
                    Runnable::run)) {
                prefetcher.learn(List.of(turns()));
                prefetcher.onAction(view(1, 0));
                await().until(() -> near.localPeek(second, CachePeekMode.NEAR) != null);

                PrefetchingCache<ObjectKey, String> objects = prefetcher.objects("objects");
                assertThat(objects.get(second)).isEqualTo("two");
                assertThat(objects.getAll(Set.of(second))).containsExactly(Map.entry(second, "two"));

                PrefetchStatistics statistics = prefetcher.statistics();
                // The entry is in the near cache an instant before its fetch has ended.
                assertThat(statistics.ended(Outcome.USED) + statistics.ended(Outcome.LATE))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void discard_entryOfNearCache_leavesTheRow(@TempDir Path directory) {
        try (Ignite server = Ignition.start(node("server", directory));
                Ignite client = Ignition.start(node("client", directory).setClientMode(true))) {
            ObjectKey key = ObjectKey.of(INTEREST, 2);
            server.<ObjectKey, String>createCache("objects").put(key, "two");
            for (Ignite node : List.of(client, server)) {
                IgniteCache<ObjectKey, String> cache = node == client
                        ? client.getOrCreateNearCache("objects", new NearCacheConfiguration<>())
                        : server.cache("objects");
                Fetcher<CachedKey> fetcher = new CacheFetcher(
                        Map.of("objects", node.<Object, Object>cache("objects")), new Latencies(System::nanoTime));
                CachedKey cached = new CachedKey("objects", key);
                assertThat(fetcher.fetch(List.of(cached)).join()).isEqualTo(6);
                assertThat(cache.localPeek(key)).isEqualTo("two");

                // An entry that is in use is not evicted, and that of a fetch is in use for an instant longer.
                await().until(() -> {
                    fetcher.discard(List.of(cached));
                    return cache.localPeek(key, CachePeekMode.NEAR) == null;
                });
                assertThat(cache.get(key)).isEqualTo("two");
            }
        }
    }

    /** Writers replace rows while they are prefetched: a read never returns a value that is older than one that was acknowledged before the read began. */
    @Test
    void get_rowsChangeWhileTheyAreFetched_isNeverStale(@TempDir Path directory) throws Exception {
        try (Ignite server = Ignition.start(node("server", directory));
                Ignite client = Ignition.start(node("client", directory).setClientMode(true))) {
            // As with any near cache: only full synchronization updates it before a write is acknowledged.
            IgniteCache<ObjectKey, Integer> written =
                    server.createCache(new CacheConfiguration<ObjectKey, Integer>("objects")
                            .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC));
            client.getOrCreateNearCache("objects", new NearCacheConfiguration<>());
            server.createCache("transactions");
            AtomicIntegerArray acknowledged = new AtomicIntegerArray(3);
            AtomicBoolean stopped = new AtomicBoolean();
            for (int object = 1; object <= 2; object++) {
                written.put(ObjectKey.of(INTEREST, object), 0);
            }
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int value = 1; !stopped.get(); value++) {
                    int object = value % 2 + 1;
                    written.put(ObjectKey.of(INTEREST, object), value);
                    acknowledged.set(object, value);
                }
            });
            try (Prefetcher prefetcher = Prefetcher.create(
                    client,
                    "transactions",
                    List.of("objects"),
                    Optional::empty,
                    user -> List.of(),
                    NO_SERVERS,
                    Runnable::run)) {
                prefetcher.learn(List.of(turns()));
                PrefetchingCache<ObjectKey, Integer> objects = prefetcher.objects("objects");
                for (int i = 0; i < 1_000; i++) {
                    int object = i % 2 + 1;
                    prefetcher.onAction(view(object, i));
                    int other = 3 - object;
                    int least = acknowledged.get(other);
                    assertThat(objects.get(ObjectKey.of(INTEREST, other))).isGreaterThanOrEqualTo(least);
                }
                assertThat(prefetcher.statistics().issued()).isPositive();
            } finally {
                stopped.set(true);
            }
            writer.get(30, TimeUnit.SECONDS);
            assertThat(acknowledged.get(1)).isPositive();
        }
    }

    private static UserAction view(long object, long millis) {
        return UserAction.of(new UUID(0, 9), 1)
                .transactionId(new UUID(0, millis))
                .at(Instant.ofEpochMilli(1_000 + millis))
                .object(object)
                .interest(INTEREST)
                .build();
    }

    /** Object 2 follows object 1, twenty times. */
    private static ActionSequence turns() {
        List<WindowedAction> actions = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            actions.add(WindowedAction.of(1, Instant.ofEpochMilli(i), i % 2 + 1, INTEREST));
        }
        return new ActionSequence(actions);
    }
}
