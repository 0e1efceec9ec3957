package io.foreshard.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.tier.Tier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.calcite.CalciteQueryEngineConfiguration;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.ClientConnectorConfiguration;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.configuration.SqlConfiguration;
import org.apache.ignite.indexing.IndexingQueryEngineConfiguration;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** Two servers with the plugin, persistence and a store in a directory, for the examples to connect to. */
final class ExampleCluster implements AutoCloseable {
    private static final int SERVERS = 2;
    private static final int PARTITIONS = 256;
    private static final int FIRST_PORT = 18_700;
    private static final int FIRST_CLIENT_PORT = FIRST_PORT + 40;

    private final List<Ignite> servers = new ArrayList<>();
    private final Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();
    private final Path directory;
    private TcpDiscoveryVmIpFinder finder;

    ExampleCluster(Path directory) {
        this.directory = directory;
        start();
    }

    /** Offloads all rows of caches and restarts the servers, so that no row is in memory. */
    void makeCold(String... caches) {
        for (Ignite server : servers) {
            for (String cache : caches) {
                assertThat(tier(server).offload(cache).pages()).as(cache).isPositive();
            }
        }
        close();
        start();
        assertThat(remoteReads()).as("a restart costs no request").isZero();
    }

    /** Returns the reads of the store since the servers started. */
    long remoteReads() {
        return servers.stream()
                .mapToLong(server -> tier(server).statistics().fetches())
                .sum();
    }

    /** Returns the number of messages with these names that the servers sent. */
    long sent(String... messages) {
        return servers.stream()
                .map(server -> (TcpCommunicationSpi) server.configuration().getCommunicationSpi())
                .flatMap(communication -> communication.getSentMessagesByType().entrySet().stream())
                .filter(sent -> List.of(messages)
                        .contains(sent.getKey().substring(sent.getKey().lastIndexOf('.') + 1)))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns the addresses for thin clients. */
    String[] addresses() {
        String[] addresses = new String[SERVERS];
        for (int number = 0; number < SERVERS; number++) {
            addresses[number] = "127.0.0.1:" + (FIRST_CLIENT_PORT + number);
        }
        return addresses;
    }

    /** Starts a thick client of the cluster; the caller closes it. */
    Ignite thickClient() {
        return Ignition.start(configuration(SERVERS, finder).setClientMode(true));
    }

    /** Returns the URL for a JDBC thin driver that uses an engine; the first server answers. */
    String url(String engine) {
        return "jdbc:ignite:thin://" + addresses()[0] + "?queryEngine=" + engine;
    }

    /** Returns the server at the URL. */
    Ignite first() {
        return servers.get(0);
    }

    @Override
    public void close() {
        servers.forEach(Ignite::close);
        servers.clear();
        if (!failures.isEmpty()) {
            throw failures.peek();
        }
    }

    private void start() {
        finder = new TcpDiscoveryVmIpFinder(true);
        for (int number = 0; number < SERVERS; number++) {
            servers.add(Ignition.start(configuration(number, finder)));
        }
        first().cluster().state(ClusterState.ACTIVE);
    }

    private static Tier tier(Ignite server) {
        return server.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    private IgniteConfiguration configuration(int number, TcpDiscoveryVmIpFinder addresses) {
        String name = "examples-" + number;
        return new IgniteConfiguration()
                .setIgniteInstanceName(name)
                .setConsistentId(name)
                .setWorkDirectory(directory.resolve(name).toString())
                .setLocalHost("127.0.0.1")
                .setGridLogger(new NullLogger())
                .setMetricsLogFrequency(0)
                .setFailureHandler((node, failure) -> {
                    failures.add(new AssertionError(node.name() + " failed: " + failure.type(), failure.error()));
                    return true;
                })
                .setSystemWorkerBlockedTimeout(
                        60_000) // Ignite's default of 10 s ends a node whose virtual machine was paused
                .setConnectorConfiguration(null)
                .setClientConnectorConfiguration(new ClientConnectorConfiguration()
                        .setPort(FIRST_CLIENT_PORT + number)
                        .setPortRange(0))
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setIpFinder(addresses)
                        .setLocalPort(FIRST_PORT)
                        .setLocalPortRange(10))
                .setCommunicationSpi(
                        new TcpCommunicationSpi().setLocalPort(FIRST_PORT + 20).setLocalPortRange(10))
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setWalSegmentSize(4 << 20)
                        .setWalSegments(4)
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration()
                                .setPersistenceEnabled(true)
                                .setInitialSize(64L << 20)
                                .setMaxSize(128L << 20)))
                .setSqlConfiguration(new SqlConfiguration()
                        .setQueryEnginesConfiguration(
                                new IndexingQueryEngineConfiguration().setDefault(true),
                                new CalciteQueryEngineConfiguration()))
                .setPluginConfigurations(new ForeshardConfiguration()
                        .setPartitions(PARTITIONS)
                        .setBackups(0)
                        .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("store"))));
    }
}
