package io.foreshard.plugin.internal.placement;

import java.util.List;
import java.util.Optional;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;

/**
 * The part of invariant M4 of docs/sharding.md that one server can see: owners are the intended ones, its copies are complete, and all others are deleted, in
 * memory and on disk. Thread-safe; no method waits.
 */
final class SettledCopies {
    private final GridKernalContext context;
    private final int partitions;

    /** @param partitions number of partitions of the map */
    SettledCopies(GridKernalContext context, int partitions) {
        this.context = context;
        this.partitions = partitions;
    }

    /**
     * Returns the first copy of this server that is not settled at a topology version, as a sentence with its table and partition; empty if all are. Starts a checkpoint if only the file of a
     * deleted copy remains: the checkpoint deletes it.
     *
     * @throws IgniteCheckedException if the files cannot be examined
     */
    Optional<String> obstacle(AffinityTopologyVersion version) throws IgniteCheckedException {
        AffinityTopologyVersion ready = context.cache().context().exchange().readyAffinityVersion();
        AffinityTopologyVersion newest = context.discovery().topologyVersionEx();
        if (!ready.equals(version) || !newest.equals(version)) {
            return Optional.of("an exchange is under way");
        }
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            if (AssignmentHash.follows(group.affinityFunction(), partitions) && group.affinityNode()) {
                Optional<String> obstacle = obstacle(group, version);
                if (obstacle.isPresent()) {
                    return obstacle;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> obstacle(CacheGroupContext group, AffinityTopologyVersion version)
            throws IgniteCheckedException {
        List<List<ClusterNode>> owners = group.affinity().assignments(version);
        if (!owners.equals(group.affinity().idealAssignmentRaw())) {
            return Optional.of("the new owners of table " + group.cacheOrGroupName() + " are not complete");
        }
        for (int partition = 0; partition < partitions; partition++) {
            boolean owned = owners.get(partition).contains(context.discovery().localNode());
            GridDhtPartitionState wanted = owned ? GridDhtPartitionState.OWNING : GridDhtPartitionState.EVICTED;
            GridDhtPartitionState state = state(group.topology().localPartition(partition));
            if (state != wanted) {
                return Optional.of("partition " + partition + " of table " + group.cacheOrGroupName() + " is " + state);
            }
            if (!owned && hasFile(group, partition)) {
                context.cache().context().database().forceCheckpoint("deletion of copies that moved");
                return Optional.of("the file of partition " + partition + " of table " + group.cacheOrGroupName()
                        + " is not deleted yet");
            }
        }
        return Optional.empty();
    }

    /** Returns the state of a copy; a copy that does not exist is evicted. */
    private static GridDhtPartitionState state(GridDhtLocalPartition copy) {
        return copy == null ? GridDhtPartitionState.EVICTED : copy.state();
    }

    private boolean hasFile(CacheGroupContext group, int partition) throws IgniteCheckedException {
        return group.persistenceEnabled()
                && context.cache().context().pageStore().exists(group.groupId(), partition);
    }
}
