package io.foreshard.workbench.demo;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.PredictionConfiguration;
import io.foreshard.plugin.ShardingConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
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
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteSystemProperties;
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

    private static final int DISCOVERY_PORT = 47_600;
    private static final int COMMUNICATION_PORT = 47_700;
    private static final int PORT_RANGE = 100;
    /** A training and a shard of the demo are as small as its data. */
    private static final Duration TRAINING_INTERVAL = Duration.ofSeconds(5);

    private static final long SHARD_BYTES = 4L << 20;
    /** A cold read holds a stripe for the latency of the store, so there are more of them than cores. */
    private static final int STRIPES = 32;

    private static final long REGION_BYTES = 512L << 20;

    private final TcpDiscoveryVmIpFinder addresses = new TcpDiscoveryVmIpFinder(true);
    private final Path directory;
    private final String storeUri;
    private final String s3Endpoint;
    private final Clock clock;
    private final Duration epoch;
    private final List<Ignite> servers = new ArrayList<>();
    private Ignite client;
    private long remoteReadsOfStopped;
    private long errorsOfStopped;
    private boolean closed;

    /**
     * Creates the cluster without starting it.
     *
     * @param store store of cold pages, where the run has a place of its own that goes with it; null for a directory that answers
     *     after 30 ms, like an object store
     * @param s3Endpoint URL of an S3-compatible service, or null
     * @param clock time of the replayed events
     * @param epoch duration of an epoch of the map
     */
    DemoCluster(String store, String s3Endpoint, Clock clock, Duration epoch) throws IOException {
        System.setProperty(
                IgniteSystemProperties.IGNITE_NO_SHUTDOWN_HOOK, "true"); // whoever made the cluster closes it
        this.s3Endpoint = s3Endpoint;
        directory = Files.createTempDirectory("foreshard-demo-");
        storeUri = store == null
                ? DistantStoreProvider.SCHEME + ":" + directory.resolve("store")
                : store + (store.endsWith("/") ? "" : "/") + directory.getFileName();
        this.clock = clock;
        this.epoch = epoch;
    }

    /** Starts the nodes and activates the cluster. */
    synchronized void start() {
        if (closed) {
            throw new IllegalStateException("The cluster is closed.");
        }
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

    synchronized boolean isClosed() {
        return closed;
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

    /** Returns the bytes of the files of indexes, which never leave. */
    synchronized long indexBytes() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith("index.bin"))
                    .filter(file -> !file.getParent().getFileName().toString().contains("ignite-sys"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** Returns the requests for cold pages since the demo began. */
    synchronized long remoteReads() {
        return remoteReadsOfStopped
                + servers().stream()
                        .mapToLong(server -> server.tier().statistics().fetches())
                        .sum();
    }

    /** Returns the failed requests and damaged pages since the demo began. */
    synchronized long tierErrors() {
        return errorsOfStopped
                + servers().stream()
                        .mapToLong(server -> server.tier().statistics().errors())
                        .sum();
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
                .setStripedPoolSize(STRIPES)
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
                        .setTier(new TierConfiguration().setStoreUri(storeUri).setS3Endpoint(s3Endpoint))
                        .setPrediction(new PredictionConfiguration().setTrainingInterval(TRAINING_INTERVAL))
                        .setSharding(new ShardingConfiguration().setSplitBytes(SHARD_BYTES))
                        .setClock(clock));
    }

    private void stop() {
        remoteReadsOfStopped = remoteReads();
        errorsOfStopped = tierErrors();
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
        if (closed) {
            return;
        }
        closed = true;
        stop();
        if (!storeUri.startsWith(DistantStoreProvider.SCHEME + ":")) {
            try (ObjectStore store =
                    ObjectStores.open(storeUri, StoreOptions.none().with("s3Endpoint", s3Endpoint))) {
                store.delete(store.list(""));
            }
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
