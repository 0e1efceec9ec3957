package io.foreshard.workbench.demo;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.MetricsConfiguration;
import io.foreshard.plugin.PredictionConfiguration;
import io.foreshard.plugin.S3Configuration;
import io.foreshard.plugin.ShardingConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.shard.balance.Mode;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.distant.DistantStoreProvider;
import io.foreshard.tier.TierStatistics;
import io.foreshard.workbench.machine.PortBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteSystemProperties;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.ClientConnectorConfiguration;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.failure.AbstractFailureHandler;
import org.apache.ignite.failure.FailureContext;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/**
 * An embedded cluster of two servers with persistence and one thick client, all on 127.0.0.1.
 *
 * <p>Not thread-safe, except {@link #close}, {@link #isClosed} and {@link #failure}.
 */
final class DemoCluster implements AutoCloseable {
    /** Servers of the cluster. */
    static final int SERVERS = 2;
    /** Partitions of the demo's map: fewer than the default, for a trace of some hundred thousand rows. */
    static final int PARTITIONS = 256;

    /** A training and a shard of the demo are as small as its data. */
    private static final Duration TRAINING_INTERVAL = Duration.ofSeconds(5);

    /** Bytes above which a shard is split: the open epochs are, those that hold objects alone are small enough to be merged. */
    static final long SHARD_BYTES = 12L << 20;
    /** The shortest that the setting allows, so that a run shows a merge. */
    private static final Duration MERGE_AFTER = Duration.ofSeconds(10);
    /** A cold read holds a stripe for the latency of the store, so there are more of them than cores. */
    private static final int STRIPES = 32;

    private static final long REGION_BYTES = 512L << 20;
    /** Few and small WAL files: Ignite allocates each of them in full, ten of 64 MiB for a node by default. */
    private static final int WAL_SEGMENTS = 4;

    private static final int WAL_SEGMENT_BYTES = 16 << 20;

    private static final long STOP_SECONDS = 30;

    private final ReentrantLock lifecycle = new ReentrantLock();
    private final List<Ignite> servers = new ArrayList<>();
    private final AtomicReference<FailureContext> failure = new AtomicReference<>();
    private final Settings settings;
    private final String run;
    private volatile boolean closed;
    private Ignite client;
    private long remoteReadsOfStopped;
    private long errorsOfStopped;
    /** {@code tier.localBytes} of a server; null for none. */
    private Long localBytes;

    /**
     * The settings of a cluster.
     *
     * @param directory directory of the run
     * @param ports ports of the run
     * @param store URI of the store of cold pages, in which the run has a prefix of its own; null for a directory that is
     *     as slow as S3
     * @param s3Endpoint URL of an S3-compatible service, or null
     * @param clock time of the replayed events
     * @param epoch duration of an epoch of the map
     * @param open whether the servers take JDBC connections and serve metrics
     */
    record Settings(
            Path directory,
            PortBlock ports,
            String store,
            String s3Endpoint,
            Clock clock,
            Duration epoch,
            boolean open) {
        String storeUri() {
            return store == null
                    ? DistantStoreProvider.SCHEME + ":" + directory.resolve("store")
                    : store + (store.endsWith("/") ? "" : "/") + directory.getFileName();
        }
    }

    /** Creates the cluster without starting it. */
    DemoCluster(Settings settings) {
        this.settings = settings;
        this.run = settings.directory().getFileName().toString();
        // Ignite's own hook would stop the nodes while close() stops them.
        System.setProperty(IgniteSystemProperties.IGNITE_NO_SHUTDOWN_HOOK, "true");
    }

    /** Starts the nodes and activates the cluster. */
    void start() {
        lifecycle.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The cluster is closed.");
            }
            for (int i = 0; i < SERVERS; i++) {
                servers.add(Ignition.start(server(i)));
            }
            servers.get(0).cluster().state(ClusterState.ACTIVE);
            client = Ignition.start(node("client", SERVERS).setClientMode(true));
        } finally {
            lifecycle.unlock();
        }
    }

    /** Stops all nodes and starts them again, so that nothing is in memory: the data is on disk and in the store. */
    void restart() {
        lifecycle.lock();
        try {
            remoteReadsOfStopped = remoteReads();
            errorsOfStopped = tierErrors();
            stop();
            start();
        } finally {
            lifecycle.unlock();
        }
    }

    /** Restarts with a budget of local bytes on each server. */
    void restart(long budgetBytes) {
        localBytes = budgetBytes;
        restart();
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns the critical failure of a node, or null. */
    FailureContext failure() {
        return failure.get();
    }

    Ignite client() {
        return client;
    }

    /** Returns the plugin on each server. */
    List<Foreshard> servers() {
        return servers.stream()
                .map(server -> server.<Foreshard>plugin(Foreshard.NAME))
                .toList();
    }

    /** Returns the requests for cold pages since the demo began. */
    long remoteReads() {
        return remoteReadsOfStopped + sum(TierStatistics::fetches);
    }

    /** Returns the pages whose local copies were released since the last restart. */
    long releasedPages() {
        return sum(TierStatistics::releasedPages);
    }

    /** Returns the rows of a query of system views on one server. */
    List<List<?>> query(int server, String statement) {
        return servers.get(server)
                .cache(TableNames.DEFAULT.transactions())
                .query(new SqlFieldsQuery(statement))
                .getAll();
    }

    /** Returns the failed requests and damaged pages since the demo began. */
    long tierErrors() {
        return errorsOfStopped + sum(TierStatistics::errors);
    }

    private long sum(ToLongFunction<TierStatistics> counter) {
        return servers().stream()
                .mapToLong(server -> counter.applyAsLong(server.tier().statistics()))
                .sum();
    }

    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    private IgniteConfiguration node(String name, int number) {
        PortBlock ports = settings.ports();
        DataRegionConfiguration region = new DataRegionConfiguration()
                .setPersistenceEnabled(true)
                .setInitialSize(REGION_BYTES / 4)
                .setMaxSize(REGION_BYTES);
        TcpDiscoverySpi discovery = new TcpDiscoverySpi()
                // The servers of this run only: a shared range would join the cluster of another run.
                .setIpFinder(new TcpDiscoveryVmIpFinder()
                        .setAddresses(IntStream.range(0, SERVERS)
                                .mapToObj(server -> "127.0.0.1:" + ports.discovery(server))
                                .toList()))
                .setLocalPortRange(0);
        if (number < SERVERS) {
            discovery.setLocalPort(ports.discovery(number));
        }
        return new IgniteConfiguration()
                .setIgniteInstanceName(run + "-" + name)
                .setConsistentId(name)
                .setWorkDirectory(settings.directory().resolve(name).toString())
                .setLocalHost("127.0.0.1")
                .setGridLogger(new NullLogger())
                .setMetricsLogFrequency(0)
                .setConnectorConfiguration(null)
                .setClientConnectorConfiguration(null)
                .setStripedPoolSize(STRIPES)
                .setFailureHandler(new RecordingFailureHandler(failure))
                .setDiscoverySpi(discovery)
                .setCommunicationSpi(new TcpCommunicationSpi()
                        .setLocalPort(ports.communication(number))
                        .setLocalPortRange(0)
                        // Left to the system, as in config/foreshard-server.xml.
                        .setSocketReceiveBuffer(0)
                        .setSocketSendBuffer(0))
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setWalSegments(WAL_SEGMENTS)
                        .setWalSegmentSize(WAL_SEGMENT_BYTES)
                        .setMaxWalArchiveSize(4L * WAL_SEGMENT_BYTES)
                        .setDefaultDataRegionConfiguration(region))
                .setPluginConfigurations(plugin(number));
    }

    private IgniteConfiguration server(int number) {
        IgniteConfiguration configuration = node("server-" + number, number);
        if (settings.open()) {
            configuration.setClientConnectorConfiguration(new ClientConnectorConfiguration()
                    .setHost("127.0.0.1")
                    .setPort(settings.ports().clients(number))
                    .setPortRange(0));
        }
        return configuration;
    }

    private ForeshardConfiguration plugin(int number) {
        TierConfiguration tier = new TierConfiguration()
                .setStoreUri(settings.storeUri())
                .setS3(new S3Configuration().setEndpoint(settings.s3Endpoint()));
        if (localBytes != null) {
            tier.setLocalBytes(localBytes);
        }
        int metricsPort = settings.open() && number < SERVERS ? settings.ports().metrics(number) : 0;
        return new ForeshardConfiguration()
                .setPartitions(PARTITIONS)
                .setBackups(0)
                .setEpochDuration(settings.epoch())
                .setTier(tier)
                .setPrediction(new PredictionConfiguration().setTrainingInterval(TRAINING_INTERVAL))
                .setSharding(new ShardingConfiguration()
                        .setMode(Mode.AUTO)
                        .setSplitBytes(SHARD_BYTES)
                        .setMergeAfter(MERGE_AFTER))
                .setMetrics(new MetricsConfiguration().setPort(metricsPort))
                .setClock(settings.clock());
    }

    private void stop() {
        if (client != null) {
            client.close();
            client = null;
        }
        servers.forEach(Ignite::close);
        servers.clear();
    }

    /** Stops the nodes, for at most 30 seconds, and deletes the objects of the run in a store that is not its directory. */
    @Override
    public void close() throws IOException {
        closed = true;
        Thread stopping = new Thread(this::stopAll, "foreshard-demo-stop");
        stopping.setDaemon(true);
        stopping.start();
        try {
            stopping.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (settings.store() != null) {
            try (ObjectStore store = ObjectStores.open(
                    settings.storeUri(), StoreOptions.none().with("s3.endpoint", settings.s3Endpoint()))) {
                store.delete(store.list(""));
            }
        }
    }

    /** A start that runs holds the lock, so its nodes are stopped when it has ended. */
    private void stopAll() {
        lifecycle.lock();
        try {
            stop();
        } finally {
            lifecycle.unlock();
        }
    }

    /** Records the failure for the run to end with it; Ignite's default would halt the JVM without a word. */
    private static final class RecordingFailureHandler extends AbstractFailureHandler {
        private final AtomicReference<FailureContext> failure;

        RecordingFailureHandler(AtomicReference<FailureContext> failure) {
            this.failure = failure;
        }

        @Override
        protected boolean handle(Ignite ignite, FailureContext context) {
            failure.compareAndSet(null, context);
            return true;
        }
    }
}
