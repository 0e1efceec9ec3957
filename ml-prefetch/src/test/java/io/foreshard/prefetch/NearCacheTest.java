package io.foreshard.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.UserAction;
import io.foreshard.predict.Candidates;
import io.foreshard.predict.PrefetchPolicy;
import io.foreshard.predict.Step;
import io.foreshard.profile.UserWindow;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
                        .setLocalPort(49_700)
                        .setLocalPortRange(20))
                .setCommunicationSpi(
                        new TcpCommunicationSpi().setLocalPort(49_730).setLocalPortRange(20))
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration()
                                .setInitialSize(32L << 20)
                                .setMaxSize(64L << 20)));
    }

    @Test
    void theObjectAUserReadsNextIsInTheClientsMemory(@TempDir Path directory) {
        try (Ignite server = Ignition.start(node("server", directory));
                Ignite client = Ignition.start(node("client", directory).setClientMode(true))) {
            IgniteCache<Long, String> stored = server.createCache("objects");
            stored.put(1L, "one");
            stored.put(2L, "two");
            IgniteCache<Long, String> near = client.getOrCreateNearCache("objects", new NearCacheConfiguration<>());
            Candidates candidates = new Candidates(100);
            for (int i = 0; i < 20; i++) {
                candidates.observe(List.of(new Step(1, i, 1, 0), new Step(1, i + 1, 2, 0)));
            }
            try (Prefetcher prefetcher = new Prefetcher(
                    new CachesTarget(Map.of(Long.class, near)),
                    candidates,
                    new PrefetchPolicy(50, 5),
                    () -> null,
                    object -> object,
                    PrefetchBudget.modest(),
                    Clock.systemUTC())) {
                UUID user = new UUID(0, 9);
                prefetcher.onAction(
                        UserWindow.empty(user),
                        UserAction.of(user, 1)
                                .transactionId(new UUID(0, 1))
                                .at(Instant.ofEpochMilli(1_000))
                                .object(1)
                                .build());
                await().until(() -> near.localPeek(2L, CachePeekMode.NEAR) != null);
                await().until(() -> {
                    prefetcher.onRead(2L);
                    return prefetcher.statistics().used()
                                    + prefetcher.statistics().late()
                            == 1;
                });
                assertThat(near.localPeek(2L, CachePeekMode.NEAR)).isEqualTo("two");
                assertThat(prefetcher.statistics().issued()).isEqualTo(1);
            }
        }
    }
}
