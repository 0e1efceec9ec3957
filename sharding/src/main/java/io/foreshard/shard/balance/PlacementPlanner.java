package io.foreshard.shard.balance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * The rule by which partitions move between nodes: a pure function of nodes, owners, loads, moves and time.
 *
 * <p>First lost and leaving owners are replaced, then load moves off nodes that have more than their share. The same state gives the same plan. Immutable and
 * thread-safe.
 */
public final class PlacementPlanner {
    /** Share of the nodes above which their changing load stops balancing. */
    private static final double MOST_CHANGING = 0.25;

    private final PlacementLimits limits;

    public PlacementPlanner(PlacementLimits limits) {
        this.limits = limits;
    }

    /** Returns the changes of one round; none in the modes OFF and ADVISE. */
    public PlacementPlan plan(ClusterState state, Mode mode) {
        List<RecentMove> recent = state.recent().stream()
                .filter(move ->
                        state.nowMillis() - move.atMillis() < limits.noReturn().toMillis())
                .toList();
        if (mode == Mode.OFF) {
            PlacementDecision off =
                    new PlacementDecision(Reason.MODE_OFF, -1, "", "", 0, "the mode of placement is OFF");
            return new PlacementPlan(List.of(), List.of(off), recent, 0);
        }
        PlannedState steady = planned(state, state.steadyLoads());
        PlannedState now = planned(state, state.loads());
        CalmNodes calm = new CalmNodes(steady, now);
        boolean urgent = calm.changingImbalance(now) > limits.urgent();
        PlannedState planned = urgent ? now : steady;
        PlannedMoves moves = new PlannedMoves(planned, state, limits);
        long inFlight = state.flights().stream().mapToLong(Flight::bytesLeft).sum();
        long bytes = Math.max(0, limits.bytesPerRound() - inFlight);
        new Repair(planned, moves, bytes).run();
        balance(state, planned, calm, urgent, moves, bytes);
        if (mode == Mode.ADVISE) {
            return new PlacementPlan(List.of(), moves.decisions(), recent, 0);
        }
        List<RecentMove> all = new ArrayList<>(recent);
        all.addAll(moves.recent());
        return new PlacementPlan(moves.ranges(), moves.decisions(), List.copyOf(all), moves.bytes());
    }

    private PlannedState planned(ClusterState state, List<Load> loads) {
        return new PlannedState(state.nodes(), state.owners(), withMoves(loads, state), limits.floors());
    }

    private void balance(
            ClusterState state, PlannedState planned, CalmNodes calm, boolean urgent, PlannedMoves moves, long bytes) {
        long age = state.nowMillis() - state.loadsAtMillis();
        BitSet eligible = urgent ? planned.up() : calm.calm();
        double imbalance =
                eligible.stream().mapToDouble(planned::imbalance).max().orElse(0);
        long rest = state.recent().stream()
                .mapToLong(move -> move.atMillis() + limits.pause().toMillis() - state.nowMillis())
                .max()
                .orElse(0);
        if (state.measuredFor().compareTo(limits.evidence()) < 0) {
            moves.refuse(
                    Reason.NO_EVIDENCE,
                    -1,
                    "",
                    "loads are measured for " + text(state.measuredFor()) + " of " + text(limits.evidence()));
        } else if (age > limits.maxAge().toMillis()) {
            moves.refuse(Reason.OLD_LOADS, -1, "", "the loads are " + text(Duration.ofMillis(age)) + " old");
        } else if (planned.isIdle()) {
            moves.refuse(Reason.IDLE, -1, "", "no dimension is used above its floor on nodes of known capacity");
        } else if (!urgent && calm.mostlyChanging(MOST_CHANGING)) {
            moves.refuse(Reason.CHANGING, -1, "", changing(calm, planned));
        } else if (imbalance <= limits.trigger()) {
            boolean waits = calm.changingImbalance(planned) > limits.trigger();
            moves.refuse(
                    waits ? Reason.CHANGING : Reason.BALANCED,
                    -1,
                    "",
                    waits
                            ? changing(calm, planned)
                            : String.format(
                                    Locale.ROOT,
                                    "the most loaded node has %.3f times its share; partitions move above %.3f",
                                    imbalance,
                                    limits.trigger()));
        } else if (rest > 0) {
            moves.refuse(
                    Reason.PAUSE, -1, "", "the last change is recent; the next is in " + text(Duration.ofMillis(rest)));
        } else {
            long share = (long) (limits.shareOfBytesPerRound() * planned.bytes());
            new Balance(planned, eligible, urgent, moves, limits, Math.min(bytes, share)).run();
        }
    }

    private static String changing(CalmNodes calm, PlannedState planned) {
        return String.format(
                Locale.ROOT,
                "the load of %d nodes changes; the most loaded of them has %.3f times its share over minutes",
                calm.changing(),
                calm.changingImbalance(planned));
    }

    /** Returns the loads; a partition that moved keeps the load it had, halved every 30 s, until it is measured on its new owner. */
    private static List<Load> withMoves(List<Load> measured, ClusterState state) {
        List<Load> loads = new ArrayList<>(measured);
        for (RecentMove move : state.recent()) {
            double halfLives = (double) (state.nowMillis() - move.atMillis()) / PlacementLimits.HALF_LIFE.toMillis();
            loads.set(
                    move.partition(),
                    loads.get(move.partition()).orRatesOf(move.load(), Math.min(1, StrictMath.pow(0.5, halfLives))));
        }
        return loads;
    }

    private static String text(Duration duration) {
        return duration.toMillis() / 1_000.0 + " s";
    }
}
