package io.foreshard.plugin.internal.placement;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
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
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.GridCacheEntryEx;
import org.apache.ignite.internal.processors.cache.GridCacheSharedContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionTopology;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRow;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.util.lang.GridIterator;
import org.awaitility.Awaitility;

/**
 * A partition whose second copy moves from one server to another and back, by changes of the baseline, with the steps that bring it into the dangerous states.
 * No checkpoint runs, so that a deleted copy keeps its file.
 */
final class ReturningCopy implements AutoCloseable {
    private static final String TABLE = "table";
    private static final String SERVER = "server-1";
    private static final int PARTITIONS = 16;
    /** Ignite rebalances from the log only partitions of more than 500 rows, and only such copies can lose rows. */
    private static final int ROWS = 600;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestNodes nodes;
    private final ForeshardConfiguration plugin;
    private final Ignite first;
    private final Ignite third;
    private final int partition;
    private final List<Integer> keys;
    private Ignite server;
    private GridCacheEntryEx held;
    private int written;

    ReturningCopy(Path directory, ForeshardConfiguration plugin, CacheAtomicityMode mode)
            throws IgniteCheckedException {
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
        checkpoint(first);
    }

    /** Ends a checkpoint, since a server supplies changes from its log only after the counter of one. */
    private static void checkpoint(Ignite ignite) throws IgniteCheckedException {
        ((IgniteEx) ignite)
                .context()
                .cache()
                .context()
                .database()
                .forceCheckpoint("test")
                .futureFor(CheckpointState.FINISHED)
                .get();
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
        server = nodes.server(SERVER, plugin);
        Awaitility.await().atMost(PATIENCE).until(() -> state() == GridDhtPartitionState.OWNING);
        awaitExchange();
    }

    void deactivate() {
        first.cluster().state(ClusterState.INACTIVE);
    }

    void activate() {
        first.cluster().state(ClusterState.ACTIVE);
    }

    /** Returns the partition as the guard creates it when the copy is assigned again. */
    GridDhtLocalPartition createByGuard() {
        GridCacheSharedContext<?, ?> shared = context().shared();
        shared.database().checkpointReadLock();
        try {
            return CopyGuard.create(shared, context().group(), partition, false);
        } finally {
            shared.database().checkpointReadUnlock();
        }
    }

    /** Assigns the copy to another server. */
    void moveAway() {
        first.cluster().setBaselineTopology(List.of(local(first), local(server), local(third)));
    }

    /** Assigns the copy to the server again, and awaits the end of the exchange on it. Ignite removes only stopped servers from the baseline. */
    void moveBack() {
        Ignition.stop(third.name(), false);
        first.cluster().setBaselineTopology(List.of(local(first), local(server)));
        awaitExchange();
    }

    private void awaitExchange() {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> context()
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
        topology().localPartition(partition, version, true);
    }

    /** Locks the row that is deleted in the middle, so that the deletion of rows waits there. */
    void holdRow() throws IgniteCheckedException {
        GridIterator<CacheDataRow> rows = context().offheap().partitionIterator(partition);
        for (int i = 0; i < ROWS / 2; i++) {
            rows.nextX();
        }
        held = context().dht().entryEx(rows.nextX().key());
        held.lockEntry();
    }

    void releaseRow() {
        held.unlockEntry();
        held = null;
    }

    /** Awaits that the deletion of rows waits for the held row. */
    void awaitClearing() {
        Awaitility.await().atMost(PATIENCE).until(() -> rows() == written - ROWS / 2);
    }

    void awaitNotClearing() {
        Awaitility.await().atMost(PATIENCE).until(() -> !copy().isClearing());
    }

    void await(GridDhtPartitionState state) {
        Awaitility.await().atMost(PATIENCE).until(() -> state() == state);
    }

    private GridDhtPartitionState state() {
        GridDhtLocalPartition copy = copy();
        return copy == null ? null : copy.state();
    }

    /** Returns the number of rows of the copy. */
    long rows() {
        return copy().fullSize();
    }

    long updateCounter() {
        return copy().updateCounter();
    }

    private GridDhtLocalPartition copy() {
        return topology().localPartition(partition);
    }

    private GridDhtPartitionTopology topology() {
        return context().topology();
    }

    private GridCacheContext<?, ?> context() {
        return ((IgniteEx) server).context().cache().internalCache(TABLE).context();
    }

    @Override
    public void close() {
        if (held != null) {
            releaseRow(); // a server does not stop while it deletes rows
        }
        nodes.close();
    }
}
