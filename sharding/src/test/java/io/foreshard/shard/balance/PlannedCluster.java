package io.foreshard.shard.balance;

import io.foreshard.shard.balance.ServerNode.State;
import io.foreshard.shard.placement.PlacedRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** A cluster that is changed by what the planner decides. */
final class PlannedCluster {
    static final Load CAPACITY = new Load(1e9, 1e5, 1e5, 16);
    static final PlacementLimits LIMITS = PlacementLimits.of(Long.MAX_VALUE);
    static final PlacementLimits UNLIMITED = limits(Long.MAX_VALUE, 1);
    static final long NOW = 10_000_000;

    final List<ServerNode> nodes = new ArrayList<>();
    final List<List<String>> owners = new ArrayList<>();
    final List<Load> loads = new ArrayList<>();
    List<Load> steadyLoads;
    /** Copies that a partition has unless it was given more. */
    int copies = 1;

    final List<Flight> flights = new ArrayList<>();
    PlacementLimits limits = UNLIMITED;
    List<RecentMove> recent = List.of();
    Set<Integer> pinned = Set.of();
    Duration measuredFor = Duration.ofMinutes(1);
    long loadsAtMillis = NOW;
    long nowMillis = NOW;

    PlannedCluster nodes(int count, int domains) {
        for (int node = 0; node < count; node++) {
            nodes.add(new ServerNode("n" + node, CAPACITY, "d" + node % domains, State.UP));
        }
        return this;
    }

    PlannedCluster state(int node, State state) {
        ServerNode old = nodes.get(node);
        nodes.set(node, new ServerNode(old.consistentId(), old.capacity(), old.domain(), state));
        return this;
    }

    /** Makes the capacity of all other dimensions unknown. */
    void balanceReadsOnly() {
        nodes.replaceAll(
                node -> new ServerNode(node.consistentId(), new Load(0, 1e5, 0, 0), node.domain(), node.state()));
    }

    /** Adds partitions of 1000 bytes. */
    PlannedCluster partitions(int count, IntToDoubleFunction reads, String... ids) {
        for (int i = 0; i < count; i++) {
            owners.add(List.of(ids));
            loads.add(new Load(1_000, reads.applyAsDouble(i), 0, 0));
        }
        return this;
    }

    ClusterState state() {
        return new ClusterState(
                nodes,
                PartitionOwners.copyOf(owners, copies),
                loads,
                steadyLoads == null ? loads : steadyLoads,
                measuredFor,
                loadsAtMillis,
                flights,
                recent,
                pinned,
                nowMillis);
    }

    PlacementPlan plan(Mode mode) {
        return new PlacementPlanner(limits).plan(state(), mode);
    }

    PlacementPlan round() {
        return apply(plan(Mode.AUTO));
    }

    PlacementPlan apply(PlacementPlan plan) {
        for (PlacedRange range : plan.ranges()) {
            owners.set(range.firstPartition(), range.owners());
        }
        recent = plan.recent();
        return plan;
    }

    double reads(String id) {
        return IntStream.range(0, owners.size())
                .filter(partition -> owners.get(partition).get(0).equals(id))
                .mapToDouble(partition -> loads.get(partition).readsPerSecond())
                .sum();
    }

    /** Returns limits that balance every dimension that is used at all. */
    static PlacementLimits limits(long bytes, double share) {
        return new PlacementLimits(
                1.03,
                1.25,
                1.01,
                bytes,
                share,
                LIMITS.evidence(),
                LIMITS.maxAge(),
                LIMITS.pause(),
                LIMITS.cooldown(),
                LIMITS.noReturn(),
                Load.NONE);
    }
}
