package io.foreshard.workbench.demo;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/**
 * An embedded cluster of two servers with persistence and one thick client, in a temporary directory that goes with it.
 *
 * <p>Not thread-safe, but {@link #close} may be called from any thread, also twice.
 */
final class DemoCluster implements AutoCloseable {
    /** Servers of the cluster. */
    static final int SERVERS = 2;
    /** Partitions of the demo's map: fewer than the default, for a trace of some hundred thousand rows. */
    static final int PARTITIONS = 256;

    private static final int DISCOVERY_PORT = 49_850;
    private static final int COMMUNICATION_PORT = 49_870;
    private static final int PORT_RANGE = 10;
    private static final long REGION_BYTES = 512L << 20;

    private final TcpDiscoveryVmIpFinder addresses = new TcpDiscoveryVmIpFinder(true);
    private final Path directory;
    private final String storeUri;
    private final Clock clock;
    private final Duration epoch;
    private final List<Ignite> servers = new ArrayList<>();
    private Ignite client;

    /**
     * Creates the cluster without starting it. Cold pages go to a directory that answers after 30 ms, like an object store.
     *
     * @param clock time of the replayed events
     * @param epoch duration of an epoch of the map
     */
    DemoCluster(Clock clock, Duration epoch) throws IOException {
        directory = Files.createTempDirectory("foreshard-demo-");
        storeUri = "dir:" + directory.resolve("store") + "?firstByteMillis=30";
        this.clock = clock;
        this.epoch = epoch;
    }

    /** Starts the nodes and activates the cluster. */
    synchronized void start() {
        for (int i = 0; i < SERVERS; i++) {
            servers.add(Ignition.start(configuration("server-" + i)));
        }
        servers.get(0).cluster().state(ClusterState.ACTIVE);
        client = Ignition.start(configuration("client").setClientMode(true));
    }

    /** Stops all nodes and starts them again: the data is on disk and in the store, nothing is in memory. */
    synchronized void restart() {
        stop();
        start();
    }

    synchronized Ignite client() {
        return client;
    }

    /** Returns the plugin on each server. */
    synchronized List<Foreshard> servers() {
        return servers.stream()
                .map(server -> server.<Foreshard>plugin(Foreshard.NAME))
                .toList();
    }

    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    private IgniteConfiguration configuration(String name) {
        DataRegionConfiguration region = new DataRegionConfiguration()
                .setPersistenceEnabled(true)
                .setInitialSize(REGION_BYTES / 4)
                .setMaxSize(REGION_BYTES);
        return new IgniteConfiguration()
                .setIgniteInstanceName("foreshard-demo-" + name)
                .setConsistentId(name)
                .setWorkDirectory(directory.resolve(name).toString())
                .setLocalHost("127.0.0.1")
                .setGridLogger(new NullLogger())
                .setMetricsLogFrequency(0)
                .setConnectorConfiguration(null)
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setIpFinder(addresses)
                        .setLocalPort(DISCOVERY_PORT)
                        .setLocalPortRange(PORT_RANGE))
                .setCommunicationSpi(new TcpCommunicationSpi()
                        .setLocalPort(COMMUNICATION_PORT)
                        .setLocalPortRange(PORT_RANGE))
                .setDataStorageConfiguration(new DataStorageConfiguration().setDefaultDataRegionConfiguration(region))
                .setPluginConfigurations(new ForeshardConfiguration()
                        .setPartitions(PARTITIONS)
                        .setBackups(0)
                        .setEpochDuration(epoch)
                        .setStoreUri(storeUri)
                        .setClock(clock));
    }

    private void stop() {
        if (client != null) {
            client.close();
            client = null;
        }
        for (Ignite server : servers) {
            server.close();
        }
        servers.clear();
    }

    @Override
    public synchronized void close() throws IOException {
        stop();
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
