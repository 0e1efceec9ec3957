package io.foreshard.shard.balance;

import java.util.BitSet;
import java.util.Locale;

/**
 * The part of a round that moves load from overloaded nodes to the least loaded ones: the most overloaded node first, on it the step with the highest gain per
 * byte. Not thread-safe.
 *
 * <p>A node gives if it is above the trigger, then until it is at the goal. A step takes at most half of the gap between two nodes, so it never makes the target the
 * overloaded one. Making a backup the primary copies nothing, so it precedes the moves of copies where it helps. Copies change places only if the load is steady.
 */
final class Balance {
    /** Squared imbalance that copying the bytes of a mean node must take away: below it a move costs more than it gives. */
    private static final double PRICE = 0.01;
    /** The same for an overload of the last seconds, which may be gone when the copies have arrived. */
    private static final double URGENT_PRICE = 2;
    /** Imbalance at which moves against an overload of the last seconds end. */
    private static final double URGENT_GOAL = 1.1;

    private final PlannedState planned;
    private final PlannedMoves moves;
    private final int[] eligible;
    private final boolean urgent;
    private final double trigger;
    private final double goal;
    private final long maxBytes;
    private final MoveSearch search;
    /** Nodes that had more than the trigger in this round: they give until they are at the goal. */
    private final BitSet giving = new BitSet();

    private final BitSet stuck = new BitSet();

    /**
     * @param planned the loads that decide
     * @param eligible nodes that may give and get load
     * @param urgent whether the loads are those of the last seconds
     * @param maxBytes bytes that all moves of the round may copy
     */
    Balance(
            PlannedState planned,
            BitSet eligible,
            boolean urgent,
            PlannedMoves moves,
            PlacementLimits limits,
            long maxBytes) {
        this.planned = planned;
        this.eligible = eligible.stream().toArray();
        this.urgent = urgent;
        this.moves = moves;
        this.goal = urgent ? Math.max(URGENT_GOAL, limits.goal()) : limits.goal();
        this.trigger = Math.max(goal, limits.trigger());
        this.maxBytes = maxBytes;
        this.search = new MoveSearch(planned, moves, limits, eligible, urgent ? URGENT_PRICE : PRICE, maxBytes);
    }

    void run() {
        for (int source = mostOverloaded(); source >= 0; source = mostOverloaded()) {
            int dimension = worstDimension(source);
            MoveCandidate step = search.find(source, dimension, !urgent);
            if (step == null) {
                stuck.set(source);
                refuse(source, dimension);
            } else {
                apply(step, source, dimension);
            }
        }
    }

    /** Returns the node with the largest imbalance that can still give, or -1. */
    private int mostOverloaded() {
        int most = -1;
        double largest = goal;
        for (int node : eligible) {
            double imbalance = planned.imbalance(node);
            if (imbalance > trigger) {
                giving.set(node);
            }
            if (imbalance > largest && giving.get(node) && !stuck.get(node)) {
                largest = imbalance;
                most = node;
            }
        }
        return most;
    }

    private int worstDimension(int node) {
        int worst = 0;
        for (int d = 1; d < Dimension.COUNT; d++) {
            if (planned.imbalance(node, d) > planned.imbalance(node, worst)) {
                worst = d;
            }
        }
        return worst;
    }

    private void apply(MoveCandidate step, int source, int dimension) {
        String reason = planned.node(source).consistentId() + " has " + text(planned.load(source, dimension))
                + " times its share of " + name(dimension) + ", "
                + planned.node(step.target()).consistentId() + " " + text(planned.load(step.target(), dimension));
        if (step.isSwitch()) {
            moves.switchPrimary(Reason.PRIMARY_SWITCHED, step.partition(), step.slot(), reason);
            return;
        }
        moves.move(Reason.NODE_OVERLOADED, step.partition(), step.slot(), step.target(), reason);
        if (step.isExchange()) {
            moves.move(
                    Reason.EXCHANGED,
                    step.counterPartition(),
                    step.counterSlot(),
                    source,
                    "makes room for partition " + step.partition() + " of "
                            + planned.node(source).consistentId());
        }
    }

    private void refuse(int source, int dimension) {
        String id = planned.node(source).consistentId();
        String has = id + " has " + text(planned.load(source, dimension)) + " times its share of " + name(dimension);
        if (search.isOverBudget()) {
            moves.refuse(Reason.BUDGET, -1, id, has + "; the " + maxBytes + " bytes of this round are used");
        } else if (search.isResting()) {
            moves.refuse(Reason.COOLDOWN, -1, id, has + "; its partitions moved a short time ago");
        } else if (search.isPinned()) {
            moves.refuse(Reason.PINNED, -1, id, has + "; its other partitions are pinned or too large to move");
        } else if (search.isCostly()) {
            moves.refuse(Reason.COSTLY, -1, id, has + "; no move is worth the bytes that it copies");
        } else if (search.isDivisible()) {
            moves.refuse(
                    Reason.INDIVISIBLE,
                    -1,
                    id,
                    has + "; each of its partitions is too large for the least loaded nodes");
        } else {
            moves.refuse(Reason.NO_TARGET, -1, id, has + "; no other node may take one of its copies");
        }
    }

    private static String name(int dimension) {
        return switch (Dimension.values()[dimension]) {
            case BYTES -> "bytes";
            case READS -> "reads";
            case WRITES -> "writes";
            case CPU -> "CPU";
        };
    }

    private static String text(double load) {
        return String.format(Locale.ROOT, "%.3f", load);
    }
}
