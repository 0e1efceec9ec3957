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
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CachePeekMode;
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
                    client, "transactions", List.of("objects"), Optional::empty, user -> List.of(), Runnable::run)) {
                prefetcher.learn(List.of(turns()));
                prefetcher.onAction(UserAction.of(new UUID(0, 9), 1)
                        .transactionId(new UUID(0, 1))
                        .at(Instant.ofEpochMilli(1_000))
                        .object(1)
                        .interest(INTEREST)
                        .build());
                await().until(() -> near.localPeek(second, CachePeekMode.NEAR) != null);

                PrefetchingCache<ObjectKey, String> objects = prefetcher.objects("objects");
                assertThat(objects.get(second)).isEqualTo("two");
                assertThat(objects.getAll(Set.of(second))).containsExactly(Map.entry(second, "two"));

                PrefetchStatistics statistics = prefetcher.statistics();
                assertThat(statistics.issued()).isEqualTo(1);
                // The entry is in the near cache an instant before its fetch has ended.
                assertThat(statistics.used() + statistics.late()).isEqualTo(1);
            }
        }
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
