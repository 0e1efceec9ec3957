package io.foreshard.plugin.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.ServerProcess;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.GridCacheEntryEx;
import org.apache.ignite.internal.processors.cache.GridCacheSharedContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.lang.IgniteFuture;
import org.awaitility.Awaitility;

/**
 * A partition whose second copy moves from one server to another and back, by changes of the baseline, with the steps that bring it into the dangerous states.
 * No checkpoint runs, so that a deleted copy keeps its file.
 */
final class ReturningCopy implements AutoCloseable {
    static final ForeshardConfiguration WITHOUT_PLUGIN = null;
    private static final String TABLE = ServerCopy.TABLE;
    private static final String SERVER = "server-1";
    private static final int PARTITIONS = 16;
    /** Ignite rebalances from the log only partitions of more than 500 rows, and only such copies can lose rows. */
    private static final int ROWS = 600;

    private final Path directory;
    private final TestNodes nodes;
    private final ForeshardConfiguration plugin;
    private final Ignite first;
    private final Ignite third;
    private final int partition;
    private final List<Integer> keys;
    private Ignite server;
    private GridCacheEntryEx held;
    private int written;

    static ForeshardConfiguration plugin() {
        return new ForeshardConfiguration().setPartitions(64);
    }

    ReturningCopy(Path directory, ForeshardConfiguration plugin, CacheAtomicityMode mode)
            throws IgniteCheckedException {
        this.directory = directory;
        nodes = new TestNodes(directory);
        this.plugin = plugin;
        first = nodes.cluster(2, plugin);
        server = Ignition.ignite(first.name().replace("server-0", SERVER));
        third = nodes.server("server-2", plugin);
        RendezvousAffinityFunction function = new RendezvousAffinityFunction(false, PARTITIONS);
        first.createCache(new CacheConfiguration<Integer, Integer>(TABLE)
                .setAtomicityMode(mode)
                .setBackups(1)
                .setAffinity(function));
        List<ClusterNode> all = List.of(local(first), local(server), local(third));
        partition = IntStream.range(0, PARTITIONS)
                .filter(number -> {
                    List<ClusterNode> owners = function.assignPartition(number, all, 1, null);
                    return !owners.contains(local(server)) && owners.get(0).equals(local(first));
                })
                .findFirst()
                .orElseThrow();
        keys = Stream.iterate(0, key -> key + 1)
                .filter(key -> function.partition(key) == partition)
                .limit(2L * ROWS)
                .toList();
        IntStream.range(0, ROWS).forEach(row -> write());
        new ServerCopy(first, partition)
                .checkpoint(); // a server supplies changes from its log only after the counter of one
    }

    private static ClusterNode local(Ignite ignite) {
        return ignite.cluster().localNode();
    }

    /** Writes a new row to the partition. */
    void write() {
        first.<Integer, Integer>cache(TABLE).put(keys.get(written), written);
        written++;
    }

    int writtenRows() {
        return written;
    }

    /** Starts the server again, so that its copy is read from disk. */
    void restartServer() {
        Ignition.stop(server.name(), false);
        startServer();
        copy().await(GridDhtPartitionState.OWNING);
        awaitExchange();
    }

    void startServer() {
        server = nodes.server(SERVER, plugin);
    }

    /**
     * Kills the server, in a process of its own, while it deletes the rows of its copy, which is assigned to it again. Half of the rows are deleted on
     * its disk then.
     */
    void killWhileCleared() throws Exception {
        Ignition.stop(server.name(), false);
        Class<?> main = plugin == null ? ReturningServer.WithoutPlugin.class : ReturningServer.WithPlugin.class;
        try (ServerProcess process = ServerProcess.start(main, directory, first, SERVER)) {
            process.awaitServers(first, 3);
            ClusterNode killed = first.cluster().forServers().nodes().stream()
                    .filter(node -> node.consistentId().equals(SERVER))
                    .findFirst()
                    .orElseThrow();
            IgniteFuture<GridDhtPartitionState> half =
                    first.compute(first.cluster().forNode(killed)).callAsync(new ReturningServer.DeleteHalf(partition));
            Awaitility.await()
                    .atMost(ServerCopy.PATIENCE)
                    .until(() -> new ServerCopy(first, partition).topology().partitionState(killed.id(), partition)
                            == GridDhtPartitionState.RENTING);
            assignBack();
            assertThat(half.get()).isEqualTo(GridDhtPartitionState.MOVING);
            checkpointOwner();
            process.kill();
            Awaitility.await().until(() -> first.cluster().forServers().nodes().size() == 1);
        }
    }

    /** Ends a checkpoint of the other owner when it has all its copies, since it supplies no changes from before. */
    private void checkpointOwner() throws IgniteCheckedException {
        ServerCopy owner = new ServerCopy(first, partition);
        Awaitility.await().atMost(ServerCopy.PATIENCE).until(() -> owner.topology().localPartitions().stream()
                .allMatch(copy -> copy.state() == GridDhtPartitionState.OWNING));
        owner.checkpoint();
    }

    void deactivate() {
        first.cluster().state(ClusterState.INACTIVE);
    }

    void activate() {
        first.cluster().state(ClusterState.ACTIVE);
    }

    /** Returns the partition as the guard creates it when the copy is assigned again. */
    GridDhtLocalPartition createByGuard() {
        GridCacheSharedContext<?, ?> shared = copy().context().shared();
        shared.database().checkpointReadLock();
        try {
            return CopyGuard.create(shared, copy().context().group(), partition, false);
        } finally {
            shared.database().checkpointReadUnlock();
        }
    }

    /** Assigns the copy to another server. */
    void moveAway() {
        first.cluster().setBaselineTopology(first.cluster().topologyVersion());
    }

    /** Assigns the copy to the server again, and awaits the end of the exchange on it. */
    void moveBack() {
        assignBack();
        awaitExchange();
    }

    /** Assigns the copy to the server again. Ignite removes only stopped servers from the baseline. */
    private void assignBack() {
        Ignition.stop(third.name(), false);
        first.cluster().setBaselineTopology(first.cluster().topologyVersion());
    }

    private void awaitExchange() {
        Awaitility.await()
                .atMost(ServerCopy.PATIENCE)
                .until(() -> copy().context()
                                .shared()
                                .exchange()
                                .readyAffinityVersion()
                                .compareTo(
                                        ((IgniteEx) first).context().discovery().topologyVersionEx())
                        >= 0);
    }

    /** Asks for the copy as the handler of a write from another server does. */
    void receiveLateWrite() {
        AffinityTopologyVersion version =
                ((IgniteEx) server).context().discovery().topologyVersionEx();
        copy().topology().localPartition(partition, version, true);
    }

    /** Makes the deletion of rows wait in the middle. */
    void holdRow() throws IgniteCheckedException {
        held = copy().holdRow(ROWS / 2);
    }

    void releaseRow() {
        held.unlockEntry();
        held = null;
    }

    void awaitClearing() {
        copy().awaitClearing(written - ROWS / 2);
    }

    /** Returns the copy on the server. */
    ServerCopy copy() {
        return new ServerCopy(server, partition);
    }

    @Override
    public void close() {
        if (held != null) {
            releaseRow(); // a server does not stop while it deletes rows
        }
        nodes.close();
    }
}
