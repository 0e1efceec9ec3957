package io.foreshard.shard.balance;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Plans one round: moves for the present load; when that moves nothing, more or fewer copies of hot partitions; and when that changes nothing, moves for the load of the next epoch, whose partitions
 * are spread while they are empty.
 *
 * <p>The load of the next epoch is planned apart. If it were added to the present one, an overloaded node would give up partitions of the next epoch, which cost nothing to move, and stay overloaded until then. And so each epoch is even by
 * itself. Immutable; thread-safe if the clock of the forecast is.
 */
public final class RoundPlanner {
    /** Load of the most loaded node above which partitions of the next epoch move: each change costs an exchange, and a forecast is no more precise. */
    private static final double TRIGGER = 1.1;
    /** The reasons for which the present load moves nothing and nothing else is due. */
    private static final Set<Reason> SETTLED =
            EnumSet.of(Reason.BALANCED, Reason.IDLE, Reason.INDIVISIBLE, Reason.COOLDOWN, Reason.COSTLY);

    private final PlacementLimits limits;
    private final PlacementPlanner planner;
    private final CopiesPlanner copies;
    private final PlacementPlanner forecasting;
    private final EpochForecast forecast;

    public RoundPlanner(PlacementLimits limits, EpochForecast forecast) {
        this.limits = limits;
        this.planner = new PlacementPlanner(limits);
        this.copies = new CopiesPlanner(limits);
        this.forecasting = new PlacementPlanner(limits.withoutBudget(Math.max(TRIGGER, limits.trigger())));
        this.forecast = forecast;
    }

    /** Returns the changes of one round; none in the modes OFF and ADVISE. Bytes are those that are stored, not those of the forecast. */
    public PlacementPlan plan(ClusterState state, Mode mode) {
        PlacementPlan now = planner.plan(state, mode);
        if (!now.decisions().stream().map(PlacementDecision::code).allMatch(SETTLED::contains)) {
            return now;
        }
        PlacementPlan copied = copies.plan(state, mode);
        if (moves(copied)) {
            return copied;
        }
        PlacementPlan settled = new PlacementPlan(
                List.of(),
                Stream.concat(now.decisions().stream(), copied.decisions().stream())
                        .toList(),
                now.recent(),
                0);
        return forecast.next(state.steadyLoads())
                .map(loads -> forecasting.plan(state.withLoads(loads), mode))
                .filter(RoundPlanner::moves)
                .map(plan -> stored(plan, state))
                .filter(this::isCheap)
                .orElse(settled);
    }

    /** Partitions of the number's previous use may still have rows: then they move by their present load, or not at all. */
    private boolean isCheap(PlacementPlan plan) {
        return plan.decisions().stream().mapToLong(PlacementDecision::bytes).sum() <= limits.bytesPerRound();
    }

    private static boolean moves(PlacementPlan plan) {
        return plan.decisions().stream().anyMatch(RoundPlanner::isMove);
    }

    private static boolean isMove(PlacementDecision decision) {
        return !decision.to().isEmpty();
    }

    /** Returns the plan with the bytes and the loads that the partitions have now: a recent move must not count as a load that was forecast. */
    private static PlacementPlan stored(PlacementPlan plan, ClusterState state) {
        List<PlacementDecision> decisions = new ArrayList<>();
        long bytes = 0;
        for (PlacementDecision decision : plan.decisions()) {
            long stored = decision.bytes() == 0
                    ? 0
                    : (long) state.steadyLoads().get(decision.partition()).bytes();
            bytes += stored;
            decisions.add(new PlacementDecision(
                    decision.code(),
                    decision.partition(),
                    decision.from(),
                    decision.to(),
                    stored,
                    "next epoch: " + decision.reason()));
        }
        List<RecentMove> recent = plan.recent().stream()
                .map(move -> state.recent().contains(move)
                        ? move
                        : new RecentMove(
                                move.partition(), move.from(), state.loads().get(move.partition()), move.atMillis()))
                .toList();
        return new PlacementPlan(plan.ranges(), decisions, recent, plan.ranges().isEmpty() ? 0 : bytes);
    }
}
