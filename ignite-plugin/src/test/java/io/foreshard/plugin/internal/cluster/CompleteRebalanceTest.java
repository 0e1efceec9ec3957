package io.foreshard.plugin.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.affinity.AffinityFunctionContext;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.GridCachePreloader;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPreloader;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The replacement of a group's preloader while the group starts. */
class CompleteRebalanceTest {
    private static final String CACHE = "early";
    private static final Queue<GridCachePreloader> REPLACED = new ConcurrentLinkedQueue<>();

    @TempDir
    Path directory;

    /** Looks at its group as an operation does that comes while the group starts: an affinity is computed before the preloader is replaced. */
    private static final class EarlyLook extends RendezvousAffinityFunction {
        private static final long serialVersionUID = 1;

        @IgniteInstanceResource
        private transient Ignite node;

        EarlyLook() {
            super(false, 8);
        }

        @Override
        public List<List<ClusterNode>> assignPartitions(AffinityFunctionContext affinity) {
            for (CacheGroupContext group : ((IgniteEx) node).context().cache().cacheGroups()) {
                if (group.cacheOrGroupName().equals(CACHE)
                        && group.preloader() != null
                        && group.preloader().getClass() == GridDhtPreloader.class) {
                    REPLACED.add(group.preloader());
                }
            }
            return super.assignPartitions(affinity);
        }
    }

    @Test
    void start_operationHasTheReplacedPreloader_doesNotWaitForEver() {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite node = Ignition.start(nodes.configuration(
                            "server-0",
                            new ForeshardConfiguration()
                                    .setPartitions(64)
                                    .setBackups(0)
                                    .setTier(
                                            new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects"))))
                    .setCacheConfiguration(
                            new CacheConfiguration<Integer, Integer>(CACHE).setAffinity(new EarlyLook())));
            node.cluster().state(ClusterState.ACTIVE);
            node.cache(CACHE).put(1, 1);

            assertThat(REPLACED).isNotEmpty();
            await().until(() -> REPLACED.stream()
                    .allMatch(preloader -> preloader.startFuture().isDone()));
        }
    }
}
