package io.foreshard.workbench.attack.cluster;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.PredictionConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.logger.java.JavaLogger;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** The configuration that the nodes of all attacks share: local addresses, fixed ports, a small region and a small write-ahead log. Has no state. */
public final class LocalNode {
    private LocalNode() {}

    /**
     * Returns the configuration of a node that has no port for clients and logs to the output of its process.
     *
     * @param directory directory of the cluster
     * @param discoveryPorts discovery port of each server that may start
     */
    public static IgniteConfiguration of(
            String name, Path directory, List<Integer> discoveryPorts, int communicationPort) {
        return new IgniteConfiguration()
                .setIgniteInstanceName(name)
                .setWorkDirectory(directory.resolve(name).toString())
                .setLocalHost("127.0.0.1")
                .setGridLogger(new JavaLogger())
                .setMetricsLogFrequency(0)
                .setConnectorConfiguration(null)
                .setClientConnectorConfiguration(null)
                .setRebalanceThreadPoolSize(2)
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setIpFinder(new TcpDiscoveryVmIpFinder()
                                .setAddresses(discoveryPorts.stream()
                                        .map(port -> "127.0.0.1:" + port)
                                        .toList()))
                        .setLocalPortRange(0))
                .setCommunicationSpi(new TcpCommunicationSpi()
                        .setLocalPort(communicationPort)
                        .setLocalPortRange(0)
                        // 0 leaves the size to the system. With Ignite's 32 KiB, Linux drops packets of the loopback
                        // device when a rebalance sends much, and a connection
                        // stalls for 20 s and more.
                        .setSocketReceiveBuffer(0)
                        .setSocketSendBuffer(0));
    }

    /** Sets the name and the discovery port of a server; returns its configuration. */
    public static IgniteConfiguration asServer(IgniteConfiguration node, int discoveryPort) {
        ((TcpDiscoverySpi) node.getDiscoverySpi()).setLocalPort(discoveryPort);
        return node.setConsistentId(node.getIgniteInstanceName());
    }

    /** Returns a persistent region and a write-ahead log of four segments, with an archive of eight. */
    public static DataStorageConfiguration storage(long regionBytes, long checkpointMillis, int walSegmentBytes) {
        return new DataStorageConfiguration()
                .setCheckpointFrequency(checkpointMillis)
                .setWalSegments(4)
                .setWalSegmentSize(walSegmentBytes)
                .setMaxWalArchiveSize(8L * walSegmentBytes)
                .setDefaultDataRegionConfiguration(new DataRegionConfiguration()
                        .setPersistenceEnabled(true)
                        .setInitialSize(regionBytes)
                        .setMaxSize(regionBytes));
    }

    /** Returns the configuration of Foreshard, with one backup; training is not part of an attack. */
    public static ForeshardConfiguration plugin(int partitions) {
        return new ForeshardConfiguration()
                .setPartitions(partitions)
                .setBackups(1)
                .setPrediction(new PredictionConfiguration().setTrainingInterval(Duration.ofDays(1)));
    }
}
