package io.foreshard.plugin.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.GridCachePartitionExchangeManager;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionDemandMessage;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.thread.IgniteStripedThreadPoolExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order in which a supplier handles the messages of a demander: two nodes, and 8 MB of rows: a node supplies 1.5 MB before it waits for the demander. */
class CompletePreloaderTest {
    private static final String CACHE = "rows";
    private static final int DEMANDS = 20;

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static CacheGroupContext group;
    private static CompletePreloader preloader;
    private static UUID demander;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        Ignite first = nodes.cluster(2, configuration());
        first.createCache(
                new CacheConfiguration<Integer, byte[]>(CACHE).setAffinity(new RendezvousAffinityFunction(false, 4)));
        try (IgniteDataStreamer<Integer, byte[]> rows = first.dataStreamer(CACHE)) {
            rows.allowOverwrite(true);
            for (int row = 0; row < 8_000; row++) {
                rows.addData(row, new byte[1_000]);
            }
        }
        group = context(first).cache().cache(CACHE).context().group();
        preloader = (CompletePreloader) group.preloader();
        demander = Ignition.allGrids().stream()
                .map(node -> node.cluster().localNode().id())
                .filter(id -> !id.equals(context(first).localNodeId()))
                .findFirst()
                .orElseThrow();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void handleDemandMessage_demandThatIsNotEnded_isSupplied() throws Exception {
        preloader.handleDemandMessage(0, demander, demand(1));
        awaitHandled();

        assertThat(preloader.supplier().isSupply()).isTrue();
        preloader.handleDemandMessage(0, demander, message(-1));
        awaitHandled();
        assertThat(preloader.supplier().isSupply()).isFalse();
    }

    @Test
    void handleDemandMessage_endDirectlyAfterItsDemand_supplyIsEnded() throws Exception {
        for (int id = 2; id < 2 + DEMANDS; id++) {
            preloader.handleDemandMessage(0, demander, demand(id));
            preloader.handleDemandMessage(0, demander, message(-id));
            awaitHandled();

            assertThat(preloader.supplier().isSupply()).as("demand " + id).isFalse();
        }
    }

    /** Waits until the threads have handled each message and those that these handed over. */
    private static void awaitHandled() throws InterruptedException {
        IgniteStripedThreadPoolExecutor threads = context(
                        Ignition.ignite(group.shared().igniteInstanceName()))
                .pools()
                .getStripedRebalanceExecutorService();
        int stripes = group.shared().gridConfig().getRebalanceThreadPoolSize();
        for (int round = 0; round < 3; round++) {
            CountDownLatch handled = new CountDownLatch(stripes);
            for (int stripe = 0; stripe < stripes; stripe++) {
                threads.execute(handled::countDown, stripe);
            }
            assertThat(handled.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static GridDhtPartitionDemandMessage demand(long id) throws Exception {
        GridDhtPartitionDemandMessage demand = message(id);
        group.topology().localPartitions().stream()
                .filter(partition -> partition.state() == GridDhtPartitionState.OWNING)
                .forEach(partition -> demand.partitions().addFull(partition.id()));
        return demand;
    }

    private static GridDhtPartitionDemandMessage message(long id) throws Exception {
        Constructor<GridDhtPartitionDemandMessage> constructor =
                GridDhtPartitionDemandMessage.class.getDeclaredConstructor(
                        long.class, AffinityTopologyVersion.class, int.class);
        constructor.setAccessible(true);
        AffinityTopologyVersion version = group.topology().readyTopologyVersion();
        GridDhtPartitionDemandMessage message = constructor.newInstance(id, version, group.groupId());
        HiddenField.find(GridDhtPartitionDemandMessage.class, "topic")
                .set(message, GridCachePartitionExchangeManager.rebalanceTopic(0));
        HiddenField.find(GridDhtPartitionDemandMessage.class, "timeout").set(message, 10_000L);
        return message;
    }

    private static GridKernalContext context(Ignite node) {
        return ((IgniteEx) node).context();
    }

    private static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(64)
                .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects")));
    }
}
