package io.foreshard.plugin.internal.placement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.GridCacheSharedContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionTopologyImpl;

/**
 * Makes a copy that was cleared, or created again, ask for all rows (invariant M3 of docs/sharding.md), for all tables with persistence.
 *
 * <p>Ignite 2.17 loses rows otherwise, with any affinity function. An evicted partition keeps its update counter until a checkpoint destroys its file, and a
 * late backup write removes the object that would have reset the counter (GridDhtPartitionTopologyImpl, lines 1002 to 1012). A partition that is wanted again
 * while it is cleared keeps its counter too (lines 536 to 542). A copy that is being filled gets the counter of its owners at once (lines 1465 to 1470) and
 * keeps it when the server stops before the end; Ignite clears it when the server joins an active cluster (line 1678), but not when a cluster is activated. Such a
 * copy asks for the changes since the counter only, and becomes an owner without the rows before.
 *
 * <p>Called by the thread of the exchanges.
 */
final class CopyGuard {
    private final GridKernalContext context;
    /** Partitions of this server by cache group, as of the last exchange; a group has no entry before its first one after the start. */
    private final Map<Integer, Set<Integer>> owned = new HashMap<>();

    CopyGuard(GridKernalContext context) {
        this.context = context;
    }

    /**
     * Called before partitions are created: a new partition that is not read from disk by recovery starts without a counter, and one that was being filled when
     * this server stopped loses its counter.
     */
    void beforeExchange() {
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            if (isGuarded(group) && group.topology() instanceof GridDhtPartitionTopologyImpl topology) {
                topology.partitionFactory(CopyGuard::create);
                if (!owned.containsKey(group.groupId())) {
                    topology.localPartitions().stream()
                            .filter(partition -> partition.state() == GridDhtPartitionState.MOVING)
                            .forEach(GridDhtLocalPartition::resetUpdateCounter);
                }
            }
        }
    }

    static GridDhtLocalPartition create(
            GridCacheSharedContext<?, ?> shared, CacheGroupContext group, int partition, boolean recovery) {
        GridDhtLocalPartition created = new GridDhtLocalPartition(shared, group, partition, recovery);
        if (!recovery && (created.initialUpdateCounter() != 0 || created.updateCounter() != 0)) {
            created.resetUpdateCounter();
        }
        return created;
    }

    /** Called before the rebalance is planned. */
    void afterExchange(GridDhtPartitionsExchangeFuture exchange) {
        Map<Integer, Set<Integer>> before = new HashMap<>(owned);
        owned.clear();
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            if (isGuarded(group)) {
                Set<Integer> ownedBefore = before.get(group.groupId());
                for (GridDhtLocalPartition partition : group.topology().localPartitions()) {
                    boolean gained = ownedBefore != null && !ownedBefore.contains(partition.id());
                    if (partition.state() == GridDhtPartitionState.MOVING
                            && partition.initialUpdateCounter() != 0
                            && (gained || exchange.isClearingPartition(group, partition.id()))) {
                        partition.resetInitialUpdateCounter();
                    }
                }
                AffinityTopologyVersion version = group.affinity().lastVersion();
                if (version.topologyVersion() > 0) {
                    owned.put(group.groupId(), assigned(group, version));
                }
            }
        }
    }

    private boolean isGuarded(CacheGroupContext group) {
        return group.persistenceEnabled() && group.affinityNode() && !group.systemCache() && !UnsafeMoves.isGuardOff();
    }

    /** Returns the partitions that an assignment gives to this server. */
    private Set<Integer> assigned(CacheGroupContext group, AffinityTopologyVersion version) {
        Set<Integer> partitions = new HashSet<>();
        ClusterNode local = context.discovery().localNode();
        List<List<ClusterNode>> assignment = group.affinity().assignments(version);
        for (int partition = 0; partition < assignment.size(); partition++) {
            if (assignment.get(partition).contains(local)) {
                partitions.add(partition);
            }
        }
        return partitions;
    }
}
