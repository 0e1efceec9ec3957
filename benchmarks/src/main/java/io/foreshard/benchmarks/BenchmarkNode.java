package io.foreshard.benchmarks;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.tier.Tier;
import java.nio.file.Path;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.calcite.CalciteQueryEngineConfiguration;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.configuration.SqlConfiguration;
import org.apache.ignite.indexing.IndexingQueryEngineConfiguration;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** A cluster of one embedded server with persistence. Not thread-safe. */
final class BenchmarkNode implements AutoCloseable {
    /** Below 32768, where Linux assigns no port to an outgoing connection. */
    private static final int FIRST_PORT = 29_700;

    private static final int PORTS = 2;

    private final Ignite ignite;

    private BenchmarkNode(Ignite ignite) {
        this.ignite = ignite;
    }

    /**
     * Starts and activates a server.
     *
     * @param number a number that no other node of this JVM has, from 0 to 99
     * @param directory parent of its work directory
     * @param regionBytes size of the page memory
     * @param plugin configuration of the plugin; null for stock Ignite
     */
    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    static BenchmarkNode start(
            String name, int number, Path directory, long regionBytes, ForeshardConfiguration plugin) {
        int port = FIRST_PORT + PORTS * number;
        IgniteConfiguration configuration = new IgniteConfiguration()
                .setIgniteInstanceName(name)
                .setConsistentId(name)
                .setWorkDirectory(directory.resolve(name).toString())
                .setLocalHost("127.0.0.1")
                .setGridLogger(new NullLogger())
                .setMetricsLogFrequency(0)
                .setConnectorConfiguration(null)
                .setClientConnectorConfiguration(null)
                // Its own address only: the nodes must not find each other.
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setIpFinder(new TcpDiscoveryVmIpFinder().setAddresses(List.of("127.0.0.1:" + port)))
                        .setLocalPort(port)
                        .setLocalPortRange(0))
                .setCommunicationSpi(
                        new TcpCommunicationSpi().setLocalPort(port + 1).setLocalPortRange(0))
                .setSqlConfiguration(new SqlConfiguration()
                        .setQueryEnginesConfiguration(
                                new IndexingQueryEngineConfiguration().setDefault(true),
                                new CalciteQueryEngineConfiguration()))
                // No checkpoint by time: it would slow one side and not the other.
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setCheckpointFrequency(3_600_000)
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration()
                                .setPersistenceEnabled(true)
                                .setInitialSize(regionBytes)
                                .setMaxSize(regionBytes)));
        if (plugin != null) {
            configuration.setPluginConfigurations(plugin);
        }
        BenchmarkNode node = new BenchmarkNode(Ignition.start(configuration));
        node.activate();
        return node;
    }

    Ignite ignite() {
        return ignite;
    }

    /** Returns the tier; only with the plugin. */
    Tier tier() {
        return ignite.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    /** Empties the page memory by a deactivation of the cluster. */
    void forgetMemory() {
        ignite.cluster().state(ClusterState.INACTIVE);
        activate();
    }

    private void activate() {
        ignite.cluster().state(ClusterState.ACTIVE);
    }

    @Override
    public void close() {
        Ignition.stop(ignite.name(), true);
    }
}
