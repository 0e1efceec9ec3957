package io.foreshard.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cache.affinity.AffinityFunctionContext;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from an affinity function inside of Ignite to the source of its node. */
class PlacementSourcesTest {
    private static final String INSTANCE = "placed";
    private static final int PARTITIONS = 64;

    @TempDir
    private Path directory;

    @Test
    void assignPartitions_onANode_asksTheSourceOfTheNode() {
        Recorded source = new Recorded();
        PlacementSources.register(INSTANCE, source);
        try (Ignite ignite = Ignition.start(server())) {
            ignite.createCache(new CacheConfiguration<Long, Long>("rows")
                    .setBackups(0)
                    .setAffinity(new BehavioralAffinityFunction(PARTITIONS)));
            Affinity<Long> affinity = ignite.affinity("rows");

            assertThat(affinity.mapPartitionToNode(0))
                    .isEqualTo(ignite.cluster().localNode());
            assertThat(source.asked).isEqualTo(PARTITIONS);
        } finally {
            PlacementSources.remove(INSTANCE, source);
        }
    }

    private IgniteConfiguration server() {
        TcpDiscoverySpi discovery = new TcpDiscoverySpi();
        discovery
                .setIpFinder(new TcpDiscoveryVmIpFinder(true))
                .setLocalPort(19_085)
                .setLocalPortRange(5);
        return new IgniteConfiguration()
                .setIgniteInstanceName(INSTANCE)
                .setConsistentId(INSTANCE)
                .setLocalHost("127.0.0.1")
                .setWorkDirectory(directory.toString())
                .setMetricsLogFrequency(0)
                .setConnectorConfiguration(null)
                .setClientConnectorConfiguration(null)
                .setDiscoverySpi(discovery)
                .setCommunicationSpi(
                        new TcpCommunicationSpi().setLocalPort(19_090).setLocalPortRange(5));
    }

    /** Prefers an unknown server everywhere, and counts the questions. */
    private static final class Recorded implements PlacementSource {
        private volatile int asked;

        @Override
        public Optional<PreferredOwners> preferredOwners(int partitions, AffinityFunctionContext context) {
            List<ClusterNode> nodes = context.currentTopologySnapshot();
            assertThat(nodes).hasSize(1);
            asked = partitions;
            return Optional.of(new PreferredOwners() {
                @Override
                public List<String> owners(int partition) {
                    return List.of("away");
                }

                @Override
                public int copies(int partition) {
                    return 0;
                }
            });
        }
    }
}
