package io.foreshard.shard.balance;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the planner knows when it plans. Immutable and thread-safe.
 *
 * @param nodes all servers, each consistent id once; an owner that is not among them is lost
 * @param owners owners as they are when all moves in flight are done
 * @param loads load of each partition, a mean over seconds: tells of an overload that cannot wait
 * @param steadyLoads the same as a mean over minutes, by which everything else is decided
 * @param measuredFor how long the loads have been measured without a gap
 * @param loadsAtMillis when they were measured
 * @param flights moves under way
 * @param recent moves that were decided a short time ago; a finished move stays among them for {@link PlacementLimits#noReturn()}
 * @param pinned partitions that an operator pinned: they move only off lost and leaving nodes
 * @param nowMillis the time
 */
public record ClusterState(
        List<ServerNode> nodes,
        PartitionOwners owners,
        List<Load> loads,
        List<Load> steadyLoads,
        Duration measuredFor,
        long loadsAtMillis,
        List<Flight> flights,
        List<RecentMove> recent,
        Set<Integer> pinned,
        long nowMillis) {
    public ClusterState {
        nodes = List.copyOf(nodes);
        flights = List.copyOf(flights);
        recent = List.copyOf(recent);
        pinned = Set.copyOf(pinned);
        if (loads.size() != owners.partitions() || steadyLoads.size() != owners.partitions()) {
            throw new IllegalArgumentException("Each partition has a load: " + loads.size() + " loads, "
                    + steadyLoads.size() + " steady ones, " + owners.partitions() + " partitions.");
        }
        if (nodes.stream().map(ServerNode::consistentId).distinct().count() != nodes.size()) {
            throw new IllegalArgumentException("Each server is named once, by its consistent id: " + nodes + ".");
        }
    }

    /** Returns the state with other loads, over seconds and over minutes. */
    ClusterState withLoads(List<Load> others) {
        return new ClusterState(
                nodes, owners, others, others, measuredFor, loadsAtMillis, flights, recent, pinned, nowMillis);
    }
}
