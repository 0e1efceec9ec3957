package io.foreshard.shard.balance;

import java.util.BitSet;
import java.util.Locale;

/**
 * The part of a round that moves load from overloaded nodes to the least loaded ones: the most overloaded node first, on it the step with the highest gain per
 * byte. Not thread-safe.
 *
 * <p>A step takes at most half of the gap between two nodes, so it never makes the target the overloaded one. Making a backup the primary copies nothing, so it
 * precedes the moves of copies where it helps.
 */
final class Balance {
    /** Difference between the loads over seconds and over minutes, in shares of a node, up to which the load does not change. */
    private static final double CALM = 0.05;

    private final PlannedState planned;
    private final PlannedMoves moves;
    private final PlacementLimits limits;
    private final long maxBytes;
    private final MoveSearch search;
    /** Nodes whose load in the last seconds is that of the last minutes. */
    private final BitSet calm;

    private final BitSet stuck = new BitSet();

    /**
     * @param planned the loads that decide
     * @param others those over the other time
     * @param maxBytes bytes that all moves of the round may copy
     */
    Balance(PlannedState planned, PlannedState others, PlannedMoves moves, PlacementLimits limits, long maxBytes) {
        this.planned = planned;
        this.calm = calm(planned, others);
        this.moves = moves;
        this.limits = limits;
        this.maxBytes = maxBytes;
        this.search = new MoveSearch(planned, moves, limits, maxBytes);
    }

    void run() {
        int source = mostOverloaded();
        while (source >= 0) {
            int dimension = worstDimension(source);
            MoveCandidate step = search.find(source, dimension, mayExchange(source));
            if (step == null) {
                stuck.set(source);
                refuse(source, dimension);
            } else {
                apply(step, source, dimension);
            }
            source = mostOverloaded();
        }
    }

    private static BitSet calm(PlannedState planned, PlannedState others) {
        BitSet calm = new BitSet();
        for (int node = 0; node < planned.nodes(); node++) {
            double change = 0;
            for (int d = 0; d < Dimension.COUNT; d++) {
                change = Math.max(change, Math.abs(planned.load(node, d) - others.load(node, d)));
            }
            calm.set(node, change <= CALM);
        }
        return calm;
    }

    /** An exchange copies two partitions for the difference between them: only off a node that is above the trigger, and whose load does not change. */
    private boolean mayExchange(int node) {
        return calm.get(node) && planned.imbalance(node) > limits.trigger();
    }

    /** Returns the node with the largest imbalance above the goal that can still give, or -1. */
    private int mostOverloaded() {
        int most = -1;
        for (int node = 0; node < planned.nodes(); node++) {
            if (planned.isUp(node)
                    && !stuck.get(node)
                    && planned.imbalance(node) > limits.goal()
                    && (most < 0 || planned.imbalance(node) > planned.imbalance(most))) {
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
