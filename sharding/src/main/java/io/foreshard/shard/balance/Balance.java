package io.foreshard.shard.balance;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;

/**
 * The step of a round that moves load from overloaded nodes to the least loaded ones: the most overloaded node first, on it the move with the highest gain per
 * byte. Not thread-safe.
 *
 * <p>The gain of a move is the decrease of the squared overload of both nodes, summed over all dimensions. A move takes at most half of the gap between the two
 * nodes, so it never makes the target the overloaded one. Making a backup the primary copies nothing, so it precedes the moves of copies where it helps.
 */
final class Balance {
    /** Number of the least loaded nodes that are tried as targets of a move. */
    private static final int TARGETS = 8;
    /** Bytes that a move costs beside those it copies, as a share of the mean partition: keeps empty partitions from being free. */
    private static final double FIXED_COST = 0.05;

    /** Weight of load that is no overload: small, or a new node is filled by the hottest partitions and then takes no bytes. */
    private static final double BELOW_SHARE = 0.001;

    /** Error of sums of loads: a partition of exactly half of the gap may move. */
    private static final double ROUNDING = 1e-9;

    private final PlannedState planned;
    private final PlannedMoves moves;
    private final PlacementLimits limits;
    private final long maxBytes;
    private final double fixedBytes;
    private final BitSet stuck = new BitSet();
    private Candidate best;
    private boolean overBudget;
    private boolean resting;
    private boolean divisible;

    /** @param maxBytes bytes that all moves of the round may copy */
    Balance(PlannedState planned, PlannedMoves moves, PlacementLimits limits, long maxBytes) {
        this.planned = planned;
        this.moves = moves;
        this.limits = limits;
        this.maxBytes = maxBytes;
        this.fixedBytes = Math.max(1, FIXED_COST * planned.bytes() / planned.partitions());
    }

    void run() {
        int source = mostOverloaded();
        while (source >= 0) {
            int dimension = worstDimension(source);
            search(source, dimension);
            if (best == null) {
                stuck.set(source);
                refuse(source);
            } else {
                apply(source, dimension);
            }
            source = mostOverloaded();
        }
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

    /** Finds the move off a node with the highest gain per byte. */
    private void search(int source, int dimension) {
        best = null;
        overBudget = false;
        resting = false;
        divisible = false;
        int[] targets = leastLoaded(dimension);
        IntList partitions = planned.copies(source);
        for (int i = 0; i < partitions.size(); i++) {
            int partition = partitions.get(i);
            int[] owners = planned.owners(partition);
            boolean primary = owners[0] == source;
            if (planned.weight(partition, primary, source, dimension) < PlacementLimits.LEAST_SHARE) {
                continue;
            }
            if (moves.isResting(partition)) {
                resting = true;
                continue;
            }
            if (primary) {
                trySwitches(partition, source, dimension);
            }
            tryMoves(partition, primary, source, targets, dimension);
        }
    }

    private void trySwitches(int partition, int source, int dimension) {
        int[] owners = planned.owners(partition);
        for (int slot = 1; slot < owners.length; slot++) {
            if (planned.isUp(owners[slot]) && moves.maySwitch(partition, owners[slot])) {
                offer(new Candidate(partition, slot, owners[slot], true, 0), source, dimension);
            }
        }
    }

    private void tryMoves(int partition, boolean primary, int source, int[] targets, int dimension) {
        int slot = 0;
        while (planned.owners(partition)[slot] != source) {
            slot++;
        }
        if (moves.bytes() + planned.bytes(partition) > maxBytes) {
            overBudget = true;
            return;
        }
        for (int target : targets) {
            if (target >= 0
                    && target != source
                    && planned.mayOwn(target, partition, slot)
                    && !moves.wouldReturn(partition, target)) {
                offer(new Candidate(partition, slot, target, false, 0), source, dimension);
            }
        }
    }

    /** Keeps a move if it is allowed and has the highest gain per byte so far. */
    private void offer(Candidate move, int source, int dimension) {
        divisible = true;
        boolean primary = move.isSwitch || move.slot == 0;
        double gain = 0;
        for (int d = 0; d < Dimension.COUNT; d++) {
            double from = planned.load(source, d);
            double to = planned.load(move.target, d);
            double given = weight(move, primary, source, d);
            double taken = weight(move, primary, move.target, d);
            double bound = planned.bound(source, d);
            double targetBound = Math.max(planned.bound(move.target, d), taken);
            double after = (to + taken) / targetBound;
            boolean allowed = d == dimension
                    ? given > 0 && given <= PlacementLimits.SHARE_OF_GAP * (from - to) + ROUNDING
                    : taken == 0 || after < planned.imbalance(source, dimension);
            if (!allowed || move.isSwitch && taken > 0 && after > limits.goal()) {
                return;
            }
            gain += cost(from / bound) - cost((from - given) / bound) + cost(to / targetBound) - cost(after);
        }
        double perByte = gain / (fixedBytes + (move.isSwitch ? 0 : planned.bytes(move.partition)));
        if (gain > 0 && (best == null || perByte > best.gainPerByte)) {
            best = new Candidate(move.partition, move.slot, move.target, move.isSwitch, perByte);
        }
    }

    /** Returns the cost of an imbalance: the square of the overload. A small term grows with the load below 1, so that a move to the emptier of two targets costs less. */
    private static double cost(double imbalance) {
        double over = Math.max(0, imbalance - 1);
        return over * over + BELOW_SHARE * imbalance * imbalance;
    }

    /** Returns the load that a move takes from one node and adds to another. A switch moves the difference between the load of a primary and that of a backup. */
    private double weight(Candidate move, boolean primary, int node, int dimension) {
        double all = planned.weight(move.partition, primary, node, dimension);
        return move.isSwitch ? all - planned.weight(move.partition, false, node, dimension) : all;
    }

    /** Returns the least loaded nodes that are up, the least loaded first, and -1 where there are fewer. */
    private int[] leastLoaded(int dimension) {
        int[] least = new int[TARGETS];
        Arrays.fill(least, -1);
        for (int node = 0; node < planned.nodes(); node++) {
            int last = least[TARGETS - 1];
            if (!planned.isUp(node) || last >= 0 && planned.load(node, dimension) >= planned.load(last, dimension)) {
                continue;
            }
            int candidate = node;
            for (int rank = 0; rank < TARGETS && candidate >= 0; rank++) {
                if (least[rank] < 0 || planned.load(candidate, dimension) < planned.load(least[rank], dimension)) {
                    int displaced = least[rank];
                    least[rank] = candidate;
                    candidate = displaced;
                }
            }
        }
        return least;
    }

    private void apply(int source, int dimension) {
        String reason = planned.node(source).consistentId() + " has " + text(planned.load(source, dimension))
                + " times its share of " + name(dimension) + ", "
                + planned.node(best.target).consistentId() + " " + text(planned.load(best.target, dimension));
        if (best.isSwitch) {
            moves.switchPrimary(Reason.PRIMARY_SWITCHED, best.partition, best.slot, reason);
        } else {
            moves.move(Reason.NODE_OVERLOADED, best.partition, best.slot, best.target, reason);
        }
    }

    private void refuse(int source) {
        String id = planned.node(source).consistentId();
        int dimension = worstDimension(source);
        String has = id + " has " + text(planned.load(source, dimension)) + " times its share of " + name(dimension);
        if (overBudget) {
            moves.refuse(Reason.BUDGET, -1, id, has + "; the " + maxBytes + " bytes of this round are used");
        } else if (resting) {
            moves.refuse(Reason.COOLDOWN, -1, id, has + "; its partitions moved a short time ago");
        } else if (divisible) {
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

    private record Candidate(int partition, int slot, int target, boolean isSwitch, double gainPerByte) {}
}
