package io.foreshard.plugin.internal.placement;

import io.foreshard.shard.placement.Placement;
import java.util.BitSet;
import java.util.List;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;

/**
 * The part of invariant M4 of docs/sharding.md that one server can see: owners are the intended ones, its copies are complete, and all others are deleted, in
 * memory and on disk. Used by one thread.
 */
final class SettledCopies {
    private final GridKernalContext context;
    private final int partitions;
    private final AffinityTopologyVersion version;
    private final BitSet filling = new BitSet();
    private final BitSet deleting = new BitSet();
    private String obstacle;

    private SettledCopies(GridKernalContext context, int partitions, AffinityTopologyVersion version) {
        this.context = context;
        this.partitions = partitions;
        this.version = version;
    }

    /**
     * Returns the copies of this server that are not settled at a topology version, and the first one as a sentence with its table and partition. Starts a checkpoint if the file of a
     * deleted copy remains: the checkpoint deletes it. Starts the deletion of a copy that Ignite has created again.
     *
     * @param partitions number of partitions of the map
     * @throws IgniteCheckedException if the files cannot be examined
     */
    static ServerCopies read(GridKernalContext context, int partitions, AffinityTopologyVersion version)
            throws IgniteCheckedException {
        AffinityTopologyVersion ready = context.cache().context().exchange().readyAffinityVersion();
        AffinityTopologyVersion newest = context.discovery().topologyVersionEx();
        if (!ready.equals(version) || !newest.equals(version)) {
            return ServerCopies.unsettled("an exchange is under way");
        }
        SettledCopies copies = new SettledCopies(context, partitions, version);
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            if (AssignmentHash.follows(group.affinityFunction(), partitions) && group.affinityNode()) {
                copies.add(group);
            }
        }
        return ServerCopies.of(
                copies.obstacle,
                copies.filling.stream().toArray(),
                copies.deleting.stream().toArray());
    }

    /**
     * Returns the first partition that this server would own by a placement and has only a part of, as a phrase; null if each of these copies is complete, or does not exist in memory and on disk.
     *
     * @throws IgniteCheckedException if the files cannot be examined
     */
    static String partial(GridKernalContext context, Placement placement, AffinityTopologyVersion version)
            throws IgniteCheckedException {
        ClusterNode local = context.discovery().localNode();
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            if (AssignmentHash.follows(group.affinityFunction(), placement.partitions()) && group.affinityNode()) {
                List<List<ClusterNode>> owners = AssignmentHash.owners(context, group, placement, version);
                for (int partition = 0; partition < owners.size(); partition++) {
                    GridDhtPartitionState state = state(group.topology().localPartition(partition));
                    boolean absent = state == GridDhtPartitionState.EVICTED && !hasFile(context, group, partition);
                    if (owners.get(partition).contains(local) && state != GridDhtPartitionState.OWNING && !absent) {
                        return "its copy of partition " + partition + " of table " + group.cacheOrGroupName() + " is "
                                + state + ": try again, or move the partitions when the move is complete";
                    }
                }
            }
        }
        return null;
    }

    private void add(CacheGroupContext group) throws IgniteCheckedException {
        String table = group.cacheOrGroupName();
        List<List<ClusterNode>> owners = group.affinity().assignments(version);
        List<List<ClusterNode>> intended = group.affinity().idealAssignmentRaw();
        ClusterNode local = context.discovery().localNode();
        boolean fileRemains = false;
        for (int partition = 0; partition < partitions; partition++) {
            boolean owned = owners.get(partition).contains(local);
            GridDhtPartitionState wanted = owned ? GridDhtPartitionState.OWNING : GridDhtPartitionState.EVICTED;
            GridDhtPartitionState state = state(group.topology().localPartition(partition));
            if (state != wanted) {
                (intended.get(partition).contains(local) ? filling : deleting).set(partition);
                obstruct("partition " + partition + " of table " + table + " is " + state);
                if (!owned
                        && state == GridDhtPartitionState.MOVING
                        && group.preloader().rebalanceFuture().isDone()) {
                    deleteAgain(group, partition);
                }
            } else if (!owned && hasFile(context, group, partition)) {
                fileRemains = true;
                deleting.set(partition);
                obstruct("the file of partition " + partition + " of table " + table + " is not deleted yet");
            }
        }
        if (!owners.equals(intended)) {
            obstruct("the new owners of table " + table + " are not complete");
        }
        if (fileRemains) {
            context.cache().context().database().forceCheckpoint("deletion of copies that moved");
        }
    }

    /**
     * Deletes a copy that is being filled on a server that does not own it. Ignite 2.17 deletes such a copy at the end of the exchange, and stops its rebalance after that: rows that come between the
     * two create the copy again, since they belong to the topology version before (GridDhtPartitionDemander.handleSupplyMessage, line 588). Ignite deletes it when it gets the map of the partitions of
     * another server, but the coordinator may get none before the next exchange. Called when no rows come any more.
     */
    private static void deleteAgain(CacheGroupContext group, int partition) {
        group.topology()
                .rent(partition); // does nothing in front of an exchange, or if this server owns the copy by then
    }

    private void obstruct(String sentence) {
        if (obstacle == null) {
            obstacle = sentence;
        }
    }

    /** Returns the state of a copy; a copy that does not exist is evicted. */
    private static GridDhtPartitionState state(GridDhtLocalPartition copy) {
        return copy == null ? GridDhtPartitionState.EVICTED : copy.state();
    }

    private static boolean hasFile(GridKernalContext context, CacheGroupContext group, int partition)
            throws IgniteCheckedException {
        return group.persistenceEnabled()
                && context.cache().context().pageStore().exists(group.groupId(), partition);
    }
}
