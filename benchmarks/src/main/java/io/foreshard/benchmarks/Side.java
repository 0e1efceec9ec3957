package io.foreshard.benchmarks;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.table.ProfiledTables;
import java.nio.file.Path;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.plugin.PluginConfiguration;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** A cluster of one embedded node with persistence, and the cache that is measured. Not thread-safe. */
final class Side implements AutoCloseable {
    private static final int PARTITIONS = 1024;
    private static final long REGION_BYTES = 384L << 20;
    /** Below 32768, where Linux assigns no port to an outgoing connection. */
    private static final int FIRST_PORT = 29_700;

    private static final int PORTS = 2;

    private final Kind kind;
    private final Ignite node;
    private final IgniteCache<TransactionKey, TransactionRecord> cache;

    private Side(Kind kind, Ignite node, IgniteCache<TransactionKey, TransactionRecord> cache) {
        this.kind = kind;
        this.node = node;
        this.cache = cache;
    }

    /** The sides of the comparison: the same keys, columns and indexes on each. */
    enum Kind {
        /** Ignite, with its rendezvous affinity. */
        STOCK,
        /** A second stock node: its ratio to the first must be 1. */
        CONTROL,
        /** Ignite, with our affinity function, without the plugin. */
        AFFINITY,
        /** Ignite with the plugin and an empty store. */
        FORESHARD
    }

    /** Starts a node in a directory. */
    static Side start(Kind kind, Path directory) {
        Ignite node = node(kind, directory, kind == Kind.FORESHARD ? plugin(directory) : null);
        return new Side(
                kind,
                node,
                kind == Kind.FORESHARD
                        ? node.cache(TableNames.DEFAULT.transactions())
                        : node.getOrCreateCache(table(kind == Kind.AFFINITY)));
    }

    private static CacheConfiguration<TransactionKey, TransactionRecord> table(boolean ourAffinity) {
        CacheConfiguration<TransactionKey, TransactionRecord> table =
                ProfiledTables.transactions(TableNames.DEFAULT, PARTITIONS, 0, CacheAtomicityMode.TRANSACTIONAL);
        return ourAffinity ? table : table.setAffinity(new RendezvousAffinityFunction(false, PARTITIONS));
    }

    private static PluginConfiguration plugin(Path directory) {
        return new ForeshardConfiguration()
                .setPartitions(PARTITIONS)
                .setBackups(0)
                .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects")));
    }

    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    private static Ignite node(Kind kind, Path directory, PluginConfiguration plugin) {
        int port = FIRST_PORT + PORTS * kind.ordinal();
        IgniteConfiguration configuration = new IgniteConfiguration()
                .setIgniteInstanceName(kind.name())
                .setConsistentId(kind.name())
                .setWorkDirectory(directory.resolve(kind.name()).toString())
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
                // No checkpoint by time: it would slow one side and not the other.
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setCheckpointFrequency(3_600_000)
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration()
                                .setPersistenceEnabled(true)
                                .setInitialSize(REGION_BYTES)
                                .setMaxSize(REGION_BYTES)));
        if (plugin != null) {
            configuration.setPluginConfigurations(plugin);
        }
        Ignite node = Ignition.start(configuration);
        node.cluster().state(ClusterState.ACTIVE);
        return node;
    }

    IgniteCache<TransactionKey, TransactionRecord> cache() {
        return cache;
    }

    /** Returns the requests to the store; 0 for a node without one. */
    long remoteReads() {
        return kind == Kind.FORESHARD
                ? node.<Foreshard>plugin(Foreshard.NAME).tier().statistics().fetches()
                : 0;
    }

    @Override
    public void close() {
        Ignition.stop(kind.name(), true);
    }
}
