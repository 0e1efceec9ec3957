package io.foreshard.plugin.shard;

import io.foreshard.shard.balance.ClusterState;
import io.foreshard.shard.balance.LoadMeans;
import io.foreshard.shard.balance.Mode;
import io.foreshard.shard.balance.PartitionOwners;
import io.foreshard.shard.balance.PlacementDecision;
import io.foreshard.shard.balance.PlacementLimits;
import io.foreshard.shard.balance.PlacementPlanner;
import io.foreshard.shard.balance.ServerNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.ignite.cluster.ClusterNode;

/** Tells, on the coordinator, which partitions would move between the servers of the cluster, and why. Not thread-safe. */
final class PlacementRounds {
    /** Bytes that the moves of a round may copy. */
    private static final long BYTES_PER_ROUND = 1L << 30;

    /** Decisions that a report names. */
    private static final int MAX_DECISIONS = 100;

    private final PresentPlacement placement;
    private final PlacementPlanner planner = new PlacementPlanner(PlacementLimits.of(BYTES_PER_ROUND));
    private LoadMeans means = new LoadMeans();

    PlacementRounds(PresentPlacement placement) {
        this.placement = placement;
    }

    /** Forgets what was measured: this node is not the coordinator. */
    void reset() {
        means = new LoadMeans();
    }

    /**
     * Returns the first decisions about the present loads; empty if they, or the owners, are not known.
     *
     * @param servers all servers of the cluster
     */
    List<PlacementDecision> plan(Mode mode, Collection<ClusterNode> servers, ClusterLoads loads) {
        Optional<PartitionOwners> present = placement.owners();
        if (!loads.isKnown() || present.isEmpty()) {
            return List.of();
        }
        means.add(loads.atMillis(), loads.loads());
        if (present.get().partitions() != loads.partitions().size()) {
            return List.of();
        }
        ClusterState state = new ClusterState(
                nodes(servers, loads),
                present.get(),
                means.loads(),
                means.steadyLoads(),
                means.measuredFor(),
                means.atMillis(),
                List.of(),
                List.of(),
                Set.of(),
                loads.atMillis());
        List<PlacementDecision> decisions =
                planner.plan(state, mode == Mode.OFF ? Mode.OFF : Mode.ADVISE).decisions();
        return List.copyOf(decisions.subList(0, Math.min(MAX_DECISIONS, decisions.size())));
    }

    private List<ServerNode> nodes(Collection<ClusterNode> servers, ClusterLoads loads) {
        Map<String, Boolean> answered =
                loads.servers().stream().collect(Collectors.toMap(ServerRates::server, ServerRates::answered));
        return servers.stream()
                .map(server -> placement.server(
                        server, answered.getOrDefault(server.consistentId().toString(), false)))
                .toList();
    }
}
