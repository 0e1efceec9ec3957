package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.shard.balance.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.IgniteException;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.managers.communication.GridIoMessage;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsFullMessage;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.lang.IgniteInClosure;
import org.apache.ignite.plugin.extensions.communication.Message;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy on the coordinator that is filled when its move is cancelled, and is created again by rows that come before Ignite stops its rebalance. */
class RecreatedCopyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int PARTITIONS = 64;
    private static final int SHARD_PARTITIONS = 4;
    private static final int ROWS_PER_PARTITION = 600;
    private static final String SHARD = "0000*";
    private static final String TABLE = "table";
    /** The exchange of a cancelled move, and the one in which its owners begin to serve. */
    private static final int EXCHANGES = 2;
    /** Other servers send the maps of their partitions 1.5 s after they changed, and the coordinator then looks at all copies. */
    private static final Duration MAPS = Duration.ofSeconds(3);

    /** Makes the thread of the exchanges wait, before it stops the last rebalance, until rows have created a copy again. */
    private static final class SlowExchange extends TcpCommunicationSpi {
        private final Set<AffinityTopologyVersion> delayed = ConcurrentHashMap.newKeySet();
        private volatile BooleanSupplier isLongEnough = () -> true;
        private volatile boolean isSlow;

        /** The coordinator sends the map of the partitions after it has begun to delete copies. */
        @Override
        public void sendMessage(ClusterNode node, Message message, IgniteInClosure<IgniteException> acknowledged) {
            if (isSlow
                    && message instanceof GridIoMessage wrapped
                    && wrapped.message() instanceof GridDhtPartitionsFullMessage map
                    && map.exchangeId() == null
                    && Thread.currentThread().getName().startsWith("exchange-worker")
                    && !delayed.contains(map.topologyVersion())) {
                long begin = System.nanoTime();
                long nanos = 0;
                while (nanos < MAPS.toNanos() || !isLongEnough.getAsBoolean() && nanos < PATIENCE.toNanos()) {
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    nanos = System.nanoTime() - begin;
                }
                delayed.add(map.topologyVersion());
            }
            super.sendMessage(node, message, acknowledged);
        }
    }

    @Test
    void cancel_rowsCreateTheDeletedCopyAgain_nextMoveIsPossible(@TempDir Path directory) {
        try (TestNodes nodes = new TestNodes(directory)) {
            SlowExchange exchanges = new SlowExchange();
            Ignite coordinator = start(nodes, 0, exchanges);
            start(nodes, 1, new SlowExchange());
            start(nodes, 2, new SlowExchange());
            coordinator.cluster().state(ClusterState.ACTIVE);
            fill(coordinator);
            Foreshard plugin = coordinator.plugin(Foreshard.NAME);
            ClusterShards shards = plugin.clusterShards();
            await().atMost(PATIENCE).until(() -> plugin.shards().isPresent());
            move(shards, "server-1", "server-2");
            await().atMost(PATIENCE).until(() -> shards.report().verifiedPlacement() == 1);
            Ignition.allGrids()
                    .forEach(node ->
                            node.configuration().setRebalanceBatchSize(1 << 10).setRebalanceThrottle(50));
            exchanges.isLongEnough = () ->
                    isFilling(coordinator) && (exchanges.delayed.size() == EXCHANGES - 1 || isFollowed(coordinator));

            move(shards, "server-0", "server-1");
            await().atMost(PATIENCE)
                    .until(() -> shards.report().moves().stream().anyMatch(left -> left.code() == Reason.FILLING));
            exchanges.isSlow = true;
            shards.run(ShardOperation.cancelMove());
            await().atMost(PATIENCE).until(() -> exchanges.delayed.size() == EXCHANGES);
            exchanges.isSlow = false;

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(shards.report().verifiedPlacement())
                            .as(() -> shards.report().moves().toString())
                            .isEqualTo(3));
            assertThat(isFilling(coordinator)).isFalse();
            move(shards, "server-0", "server-1");
        }
    }

    private static Ignite start(TestNodes nodes, int number, TcpCommunicationSpi communication) {
        IgniteConfiguration configuration =
                nodes.configuration("server-" + number, new ForeshardConfiguration().setPartitions(PARTITIONS));
        TcpCommunicationSpi usual = (TcpCommunicationSpi) configuration.getCommunicationSpi();
        communication.setLocalPort(usual.getLocalPort());
        communication.setLocalPortRange(usual.getLocalPortRange());
        return Ignition.start(configuration.setCommunicationSpi(communication));
    }

    private static void fill(Ignite server) {
        server.createCache(new CacheConfiguration<Long, byte[]>(TABLE)
                .setBackups(1)
                .setAffinity(new BehavioralAffinityFunction(PARTITIONS)));
        try (IgniteDataStreamer<Long, byte[]> streamer = server.dataStreamer(TABLE)) {
            streamer.allowOverwrite(true);
            for (long partition = 0; partition < SHARD_PARTITIONS; partition++) {
                for (int row = 0; row < ROWS_PER_PARTITION; row++) {
                    streamer.addData(partition << 57 | row, new byte[1_000]);
                }
            }
        }
    }

    /** Moves the shard as soon as the cluster is settled. */
    private static void move(ClusterShards shards, String... owners) {
        await().atMost(PATIENCE)
                .ignoreException(IllegalStateException.class)
                .until(() -> shards.run(ShardOperation.move(SHARD, List.of(owners))), change -> true);
    }

    private static boolean isFilling(Ignite server) {
        return context(server).cache().internalCache(TABLE).context().topology().localPartitions().stream()
                .anyMatch(partition ->
                        partition.state() == GridDhtPartitionState.MOVING && partition.reservations() == 0);
    }

    /** Returns whether another exchange waits. */
    private static boolean isFollowed(Ignite server) {
        return context(server).cache().context().exchange().hasPendingServerExchange();
    }

    private static GridKernalContext context(Ignite server) {
        return ((IgniteEx) server).context();
    }
}
