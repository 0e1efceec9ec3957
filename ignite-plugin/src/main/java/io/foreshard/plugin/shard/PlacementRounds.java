package io.foreshard.plugin.shard;

import io.foreshard.plugin.shard.RecordedDecision.Origin;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.balance.ClusterState;
import io.foreshard.shard.balance.EpochForecast;
import io.foreshard.shard.balance.LoadMeans;
import io.foreshard.shard.balance.Mode;
import io.foreshard.shard.balance.PartitionOwners;
import io.foreshard.shard.balance.PlacementDecision;
import io.foreshard.shard.balance.PlacementLimits;
import io.foreshard.shard.balance.PlacementPlan;
import io.foreshard.shard.balance.Reason;
import io.foreshard.shard.balance.RecentMove;
import io.foreshard.shard.balance.RoundPlanner;
import io.foreshard.shard.balance.ServerNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ignite.cluster.ClusterNode;

/**
 * The moves of partitions between servers, on the coordinator: completes the last move, plans the next, and begins it in the mode {@code auto}. Not thread-safe.
 */
final class PlacementRounds implements AutoCloseable {
    /** Bytes that the moves of a round may copy, for each server: servers copy at the same time. */
    private static final long BYTES_PER_SERVER = 512L << 20;

    /** Decisions that a report names. */
    private static final int MAX_DECISIONS = 100;

    private final PresentPlacement placement;
    private final PartitionMoves moves;
    private final MoveCompletion completion;
    private final ShardListener listener;
    private final DecisionLog log;
    private final EpochForecast forecast;
    private LoadMeans means = new LoadMeans();
    private List<RecentMove> recent = List.of();

    PlacementRounds(ShardRules rules, Clock clock, ShardListener listener, DecisionLog log) {
        this.placement = rules.placement();
        this.forecast = rules.forecast();
        this.moves = rules.moves();
        this.completion = new MoveCompletion(moves, clock, listener);
        this.listener = listener;
        this.log = log;
    }

    /** Forgets what was measured: this node is not the coordinator. */
    void reset() {
        means = new LoadMeans();
        recent = List.of();
    }

    /**
     * Returns what was decided about the present loads, and begins the moves in the mode {@code auto}.
     *
     * @param servers all servers of the cluster
     * @param verified newest version of the placement that was verified
     */
    PlacementRound round(
            Mode mode, Collection<ClusterNode> servers, ShardCatalogue catalogue, ClusterLoads loads, long verified) {
        if (loads.isKnown()) {
            means.add(loads.atMillis(), loads.amounts());
        }
        long version = moves.version();
        if (version != verified) {
            List<PlacementDecision> left = completion.left(version, loads);
            if (!left.isEmpty()) {
                return new PlacementRound(verified, first(left));
            }
        }
        return new PlacementRound(version, first(decided(mode, servers, catalogue, loads)));
    }

    private static List<PlacementDecision> first(List<PlacementDecision> decisions) {
        return decisions.subList(0, Math.min(MAX_DECISIONS, decisions.size()));
    }

    private List<PlacementDecision> decided(
            Mode mode, Collection<ClusterNode> servers, ShardCatalogue catalogue, ClusterLoads loads) {
        Optional<PartitionOwners> present = placement.owners();
        if (!loads.isKnown()
                || present.isEmpty()
                || present.get().partitions() != loads.partitions().size()) {
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
                recent,
                pinned(catalogue),
                loads.atMillis());
        RoundPlanner planner =
                new RoundPlanner(PlacementLimits.of(BYTES_PER_SERVER * Math.max(1, servers.size())), forecast);
        if (mode != Mode.AUTO) {
            return planner.plan(state, mode == Mode.OFF ? Mode.OFF : Mode.ADVISE)
                    .decisions();
        }
        PlacementPlan plan = planner.plan(state, Mode.AUTO);
        return plan.ranges().isEmpty() ? plan.decisions() : begun(plan, catalogue, loads.atMillis());
    }

    private List<PlacementDecision> begun(PlacementPlan plan, ShardCatalogue catalogue, long nowMillis) {
        Optional<String> obstacle = moves.begin(plan.ranges());
        if (obstacle.isPresent()) {
            PlacementDecision waits = new PlacementDecision(Reason.UNSETTLED, -1, "", "", 0, obstacle.get());
            return Stream.concat(Stream.of(waits), plan.decisions().stream()).toList();
        }
        recent = plan.recent();
        List<ShardDecision> moved = moved(plan, catalogue);
        moved.forEach(listener::onMove);
        log.append(Origin.PLANNER, moved, catalogue.version(), nowMillis);
        return plan.decisions();
    }

    /** Returns the moves of a plan, one for each shard. */
    private static List<ShardDecision> moved(PlacementPlan plan, ShardCatalogue catalogue) {
        Map<Shard, List<PlacementDecision>> byShard = plan.decisions().stream()
                .filter(decision -> !decision.to().isEmpty())
                .collect(Collectors.groupingBy(decision -> catalogue.shardOf(decision.partition())));
        List<ShardDecision> moved = new ArrayList<>();
        for (Shard shard : catalogue.shards()) {
            List<PlacementDecision> decisions = byShard.getOrDefault(shard, List.of());
            if (!decisions.isEmpty()) {
                PlacementDecision first = decisions.get(0);
                long bytes =
                        decisions.stream().mapToLong(PlacementDecision::bytes).sum();
                moved.add(shard.decision(
                        ShardDecision.Kind.MOVE,
                        "partition " + first.partition() + " from " + first.from() + " to " + first.to()
                                + (decisions.size() == 1 ? "" : ", and " + (decisions.size() - 1) + " more steps")
                                + ", " + bytes + " bytes: " + first.reason()));
            }
        }
        return moved;
    }

    private static Set<Integer> pinned(ShardCatalogue catalogue) {
        Set<Integer> pinned = new HashSet<>();
        for (Shard shard : catalogue.shards()) {
            for (int partition = shard.firstPartition();
                    shard.isPinned() && partition <= shard.lastPartition();
                    partition++) {
                pinned.add(partition);
            }
        }
        return pinned;
    }

    private List<ServerNode> nodes(Collection<ClusterNode> servers, ClusterLoads loads) {
        Map<String, Boolean> answered =
                loads.servers().stream().collect(Collectors.toMap(ServerRates::server, ServerRates::answered));
        return servers.stream()
                .map(server -> placement.server(
                        server, answered.getOrDefault(server.consistentId().toString(), false)))
                .toList();
    }

    @Override
    public void close() {
        completion.close();
    }
}
