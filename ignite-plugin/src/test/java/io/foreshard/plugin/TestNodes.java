package io.foreshard.plugin;

import java.nio.file.Path;
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
import org.apache.ignite.internal.processors.odbc.ClientListenerProcessor;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.plugin.PluginConfiguration;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** Nodes of one test: a cluster of its own in this JVM, with persistence below a directory. */
public final class TestNodes implements AutoCloseable {
    private final TcpDiscoveryVmIpFinder addresses = new TcpDiscoveryVmIpFinder(true);
    private final Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();
    private final Path directory;
    private final String prefix;

    public TestNodes(Path directory) {
        this.directory = directory;
        this.prefix = directory.getFileName() + "-";
    }

    /** Returns the configuration of a node; without the plugin if its configuration is null. */
    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    public IgniteConfiguration configuration(String name, PluginConfiguration plugin) {
        IgniteConfiguration configuration = new IgniteConfiguration()
                .setIgniteInstanceName(prefix + name)
                .setConsistentId(name)
                .setWorkDirectory(directory.resolve(name).toString())
                .setLocalHost("127.0.0.1")
                .setGridLogger(new NullLogger())
                .setMetricsLogFrequency(0)
                .setFailureHandler((node, failure) -> {
                    // Ignite's default would halt the JVM of the tests without a message.
                    failures.add(new AssertionError(node.name() + " failed: " + failure.type(), failure.error()));
                    return true;
                })
                .setSystemWorkerBlockedTimeout(
                        60_000) // Ignite's default of 10 s ends a node whose virtual machine was paused
                .setConnectorConfiguration(null)
                .setClientConnectorConfiguration(new ClientConnectorConfiguration()
                        .setPort(TestPorts.port(60))
                        .setPortRange(30))
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setIpFinder(addresses)
                        .setLocalPort(TestPorts.port(1))
                        .setLocalPortRange(20))
                .setCommunicationSpi(new TcpCommunicationSpi()
                        .setLocalPort(TestPorts.port(30))
                        .setLocalPortRange(20)
                        // Left to the system, as in config/foreshard-server.xml.
                        .setSocketReceiveBuffer(0)
                        .setSocketSendBuffer(0))
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setCheckpointFrequency(600_000)
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration()
                                .setPersistenceEnabled(true)
                                .setInitialSize(64L << 20)
                                .setMaxSize(128L << 20)));
        if (plugin != null) {
            configuration.setPluginConfigurations(plugin);
        }
        return configuration;
    }

    /** Returns the SQL engines H2, the default, and Calcite. */
    public static SqlConfiguration bothEngines() {
        return new SqlConfiguration()
                .setQueryEnginesConfiguration(
                        new IndexingQueryEngineConfiguration().setDefault(true), new CalciteQueryEngineConfiguration());
    }

    public Ignite server(String name, PluginConfiguration plugin) {
        return Ignition.start(configuration(name, plugin));
    }

    /** Returns the address at which a thin client reaches a server. */
    public static String thinAddress(Ignite server) {
        return "127.0.0.1:"
                + server.cluster().localNode().<Integer>attribute(ClientListenerProcessor.CLIENT_LISTENER_PORT);
    }

    public Ignite client(String name, PluginConfiguration plugin) {
        return Ignition.start(configuration(name, plugin).setClientMode(true));
    }

    /** Starts servers with one plugin configuration and activates the cluster; returns the first. */
    public Ignite cluster(int servers, PluginConfiguration plugin) {
        Ignite first = server("server-0", plugin);
        for (int i = 1; i < servers; i++) {
            server("server-" + i, plugin);
        }
        first.cluster().state(ClusterState.ACTIVE);
        return first;
    }

    /** For nodes that are meant to fail. */
    public void forgetFailures() {
        failures.clear();
    }

    @Override
    public void close() {
        for (Ignite node : Ignition.allGrids()) {
            if (node.name().startsWith(prefix)) {
                Ignition.stop(node.name(), true);
            }
        }
        throwFailures();
    }

    /** Throws the first failure of a server, if there was one. */
    public void throwFailures() {
        if (!failures.isEmpty()) {
            throw failures.peek();
        }
    }
}
