package io.foreshard.benchmarks;

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
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.plugin.PluginConfiguration;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** A cluster of one embedded node with persistence, and the cache that is measured. */
final class Side implements AutoCloseable {
    private static final int PARTITIONS = 1024;
    private static final int FIRST_PORT = 49_700;

    private final String name;
    private final Ignite node;
    private final IgniteCache<TransactionKey, TransactionRecord> cache;

    private Side(String name, Ignite node, IgniteCache<TransactionKey, TransactionRecord> cache) {
        this.name = name;
        this.node = node;
        this.cache = cache;
    }

    /** Starts a node without the plugin; its cache has the columns and indexes of the transactions, but Ignite's affinity. */
    static Side stock(Path directory) {
        Ignite node = start("stock", directory, null);
        return new Side(
                "stock",
                node,
                node.getOrCreateCache(ProfiledTables.transactions(PARTITIONS, 0, CacheAtomicityMode.TRANSACTIONAL)
                        .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))));
    }

    /** Starts a node with the plugin and a store; its cache is that of the transactions. */
    static Side foreshard(Path directory) {
        Ignite node = start(
                "foreshard",
                directory,
                new ForeshardConfiguration()
                        .setPartitions(PARTITIONS)
                        .setBackups(0)
                        .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects"))));
        return new Side("foreshard", node, node.cache(ProfiledTables.TRANSACTIONS));
    }

    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    private static Ignite start(String name, Path directory, PluginConfiguration plugin) {
        IgniteConfiguration configuration = new IgniteConfiguration()
                .setIgniteInstanceName(name)
                .setConsistentId(name)
                .setWorkDirectory(directory.resolve(name).toString())
                .setLocalHost("127.0.0.1")
                .setGridLogger(new NullLogger())
                .setMetricsLogFrequency(0)
                .setConnectorConfiguration(null)
                .setClientConnectorConfiguration(null)
                // An address of its own for each: the two nodes must not find each other.
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setIpFinder(new TcpDiscoveryVmIpFinder().setAddresses(List.of("127.0.0.1:" + port(name))))
                        .setLocalPort(port(name))
                        .setLocalPortRange(0))
                .setCommunicationSpi(
                        new TcpCommunicationSpi().setLocalPort(FIRST_PORT + 10).setLocalPortRange(20))
                // No checkpoint by time: it would hit one side and not the other.
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setCheckpointFrequency(3_600_000)
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration()
                                .setPersistenceEnabled(true)
                                .setInitialSize(512L << 20)
                                .setMaxSize(512L << 20)));
        if (plugin != null) {
            configuration.setPluginConfigurations(plugin);
        }
        Ignite node = Ignition.start(configuration);
        node.cluster().state(ClusterState.ACTIVE);
        return node;
    }

    private static int port(String name) {
        return FIRST_PORT + (name.equals("stock") ? 0 : 1);
    }

    IgniteCache<TransactionKey, TransactionRecord> cache() {
        return cache;
    }

    /** Returns how often the node read from the store; 0 for a node without one. */
    long remoteReads() {
        return name.equals("stock")
                ? 0
                : node.<Foreshard>plugin(Foreshard.NAME).tier().statistics().fetches();
    }

    @Override
    public void close() {
        Ignition.stop(name, true);
    }
}
