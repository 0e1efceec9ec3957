package io.foreshard.shard.balance;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds the step with the highest gain per byte that moves load off a node: a backup that becomes the primary, a copy that moves to one of the least loaded nodes, or, if no such
 * step helps, two copies that change places. Not thread-safe.
 *
 * <p>The gain is the decrease of the squared overload of both nodes, summed over all dimensions. It must be worth the bytes that the step adds to those the round
 * copies: a copy that arrived in this round moves on for none.
 */
final class MoveSearch {
    /** Number of the least loaded nodes that are tried as targets of a move. */
    private static final int TARGETS = 8;
    /** Bytes that a step costs beside those it copies, as a share of the mean partition: keeps steps without bytes from being free. */
    private static final double FIXED_COST = 0.05;
    /** Weight of what a node lacks of its share: small, or a new node is filled by the hottest partitions and then takes no bytes. */
    private static final double BELOW_SHARE = 0.001;
    /** Error of sums of loads: a partition of exactly half of the gap may move. */
    private static final double ROUNDING = 1e-9;

    private final PlannedState planned;
    private final PlannedMoves moves;
    private final PlacementLimits limits;
    private final BitSet eligible;
    private final long maxBytes;
    private final double pricePerByte;
    private final double fixedBytes;
    private final double[] given = new double[Dimension.COUNT];
    private final double[] taken = new double[Dimension.COUNT];
    private final double[] halfGaps = new double[TARGETS];
    private double[] counterWeights = new double[0];
    private int source;
    private int dimension;
    private MoveCandidate best;
    private boolean overBudget;
    private boolean resting;
    private boolean pinned;
    private boolean costly;
    private boolean divisible;

    /**
     * @param eligible nodes that may get load
     * @param price of copying the bytes of a mean node, in squared imbalance
     * @param maxBytes bytes that all moves of the round may copy
     */
    MoveSearch(
            PlannedState planned,
            PlannedMoves moves,
            PlacementLimits limits,
            BitSet eligible,
            double price,
            long maxBytes) {
        this.planned = planned;
        this.moves = moves;
        this.limits = limits;
        this.eligible = eligible;
        this.maxBytes = maxBytes;
        this.pricePerByte = price * planned.nodes() / Math.max(1, planned.bytes());
        this.fixedBytes = Math.max(1, FIXED_COST * planned.bytes() / planned.partitions());
    }

    /**
     * Returns the best step off a node in its worst dimension, or null if none helps.
     *
     * @param mayExchange whether two copies may change places
     */
    MoveCandidate find(int node, int worstDimension, boolean mayExchange) {
        source = node;
        dimension = worstDimension;
        best = null;
        overBudget = false;
        resting = false;
        pinned = false;
        costly = false;
        divisible = false;
        int[] targets = leastLoaded();
        for (int rank = 0; rank < TARGETS; rank++) {
            halfGaps[rank] = targets[rank] < 0 ? 0 : halfGap(targets[rank]);
        }
        IntList partitions = planned.copies(source);
        for (int i = 0; i < partitions.size(); i++) {
            tryPartition(partitions.get(i), targets);
        }
        if (best == null && mayExchange) {
            for (int target : targets) {
                if (target >= 0 && target != source) {
                    tryExchanges(target);
                }
            }
        }
        return best;
    }

    /** Returns whether a step was refused because the bytes of the round are used. */
    boolean isOverBudget() {
        return overBudget;
    }

    /** Returns whether a step was refused because the partition moved a short time ago. */
    boolean isResting() {
        return resting;
    }

    /** Returns whether a step was refused because an operator pinned the partition. */
    boolean isPinned() {
        return pinned;
    }

    /** Returns whether a step was refused because its gain is not worth the bytes. */
    boolean isCostly() {
        return costly;
    }

    /** Returns whether a copy could move to some node, if it were smaller. */
    boolean isDivisible() {
        return divisible;
    }

    private void tryPartition(int partition, int[] targets) {
        int slot = slotOf(source, partition);
        boolean primary = slot == 0;
        double weight = planned.weight(partition, primary, source, dimension);
        if (weight < PlacementLimits.LEAST_SHARE) {
            return;
        }
        if (moves.isPinned(partition)) {
            pinned = true;
            return;
        }
        if (moves.isResting(partition)) {
            resting = true;
            return;
        }
        if (primary) {
            trySwitches(partition);
        }
        for (int rank = 0; rank < TARGETS; rank++) {
            int target = targets[rank];
            boolean fits = weight <= halfGaps[rank];
            // Of a copy that is too large only the reason is still of interest.
            if (target >= 0 && target != source && (fits || !divisible) && mayMove(partition, slot, target)) {
                divisible = true;
                if (fits) {
                    tryMove(partition, slot, target);
                }
            }
        }
    }

    private void trySwitches(int partition) {
        int[] owners = planned.owners(partition);
        for (int slot = 1; slot < owners.length; slot++) {
            int target = owners[slot];
            if (eligible.get(target) && moves.maySwitch(partition, target)) {
                for (int d = 0; d < Dimension.COUNT; d++) {
                    given[d] = planned.weight(partition, true, source, d) - planned.weight(partition, false, source, d);
                    taken[d] = planned.weight(partition, true, target, d) - planned.weight(partition, false, target, d);
                }
                offer(partition, slot, target, true, -1, -1, 0);
            }
        }
    }

    private void tryMove(int partition, int slot, int target) {
        for (int d = 0; d < Dimension.COUNT; d++) {
            given[d] = planned.weight(partition, slot == 0, source, d);
            taken[d] = planned.weight(partition, slot == 0, target, d);
        }
        offer(partition, slot, target, false, -1, -1, planned.addedBytes(partition, source, target));
    }

    /** Tries to exchange each copy of the source for a smaller one of a target: partitions that are too large for the gap between the nodes may move so. */
    private void tryExchanges(int target) {
        double halfGap = halfGap(target);
        if (halfGap < PlacementLimits.LEAST_SHARE) {
            return;
        }
        IntList mine = planned.copies(source);
        IntList theirs = planned.copies(target);
        if (counterWeights.length < theirs.size()) {
            counterWeights = new double[theirs.size()];
        }
        for (int k = 0; k < theirs.size(); k++) {
            int counter = theirs.get(k);
            counterWeights[k] = planned.weight(counter, planned.owners(counter)[0] == target, source, dimension);
        }
        for (int i = 0; i < mine.size(); i++) {
            int partition = mine.get(i);
            int slot = slotOf(source, partition);
            double weight = planned.weight(partition, slot == 0, source, dimension);
            if (weight < PlacementLimits.LEAST_SHARE) {
                continue;
            }
            boolean mayMove = false;
            for (int k = 0; k < theirs.size(); k++) {
                double difference = weight - counterWeights[k];
                if (difference >= PlacementLimits.LEAST_SHARE && difference <= halfGap) {
                    // Asked only if there is a partner, which is seldom: the question costs more than all comparisons.
                    mayMove = mayMove || !isFixed(partition) && mayMove(partition, slot, target);
                    if (!mayMove) {
                        break;
                    }
                    tryExchange(partition, slot, theirs.get(k), target);
                }
            }
        }
    }

    private void tryExchange(int partition, int slot, int counter, int target) {
        int counterSlot = slotOf(target, counter);
        if (isFixed(counter) || !mayMove(counter, counterSlot, source)) {
            return;
        }
        for (int d = 0; d < Dimension.COUNT; d++) {
            given[d] = planned.weight(partition, slot == 0, source, d)
                    - planned.weight(counter, counterSlot == 0, source, d);
            taken[d] = planned.weight(partition, slot == 0, target, d)
                    - planned.weight(counter, counterSlot == 0, target, d);
        }
        double bytes = planned.addedBytes(partition, source, target) + planned.addedBytes(counter, target, source);
        offer(partition, slot, target, false, counter, counterSlot, bytes);
    }

    /** Returns the load that a step may take off the source: more would make the target the overloaded one. */
    private double halfGap(int target) {
        return PlacementLimits.SHARE_OF_GAP * (planned.load(source, dimension) - planned.load(target, dimension))
                + ROUNDING;
    }

    private boolean isFixed(int partition) {
        return moves.isResting(partition) || moves.isPinned(partition);
    }

    private boolean mayMove(int partition, int slot, int target) {
        return planned.mayOwn(target, partition, slot) && !moves.wouldReturn(partition, target);
    }

    private int slotOf(int node, int partition) {
        int[] owners = planned.owners(partition);
        int slot = 0;
        while (owners[slot] != node) {
            slot++;
        }
        return slot;
    }

    /** Keeps a step if it is worth its bytes and has the highest gain per byte so far. */
    private void offer(
            int partition, int slot, int target, boolean isSwitch, int counter, int counterSlot, double bytes) {
        double gain = gain(target, isSwitch);
        if (gain <= Math.max(0, pricePerByte * (fixedBytes + bytes))) {
            costly |= gain > 0;
            return;
        }
        double perByte = gain / (fixedBytes + Math.max(0, bytes));
        if (best != null && perByte <= best.gainPerByte()) {
            return;
        }
        if (bytes > 0 && moves.bytes() + bytes > maxBytes) {
            overBudget = true;
            return;
        }
        best = new MoveCandidate(partition, slot, target, isSwitch, counter, counterSlot, perByte);
    }

    /** Returns the gain of a step that takes and gives these loads, or 0 if it is not allowed. */
    private double gain(int target, boolean isSwitch) {
        double gain = 0;
        for (int d = 0; d < Dimension.COUNT; d++) {
            double from = planned.load(source, d);
            double to = planned.load(target, d);
            double bound = planned.bound(source, d);
            double targetBound = Math.max(planned.bound(target, d), taken[d]);
            double after = (to + taken[d]) / targetBound;
            boolean allowed = d == dimension
                    ? given[d] > 0 && given[d] <= halfGap(target)
                    : taken[d] <= 0 || after < planned.imbalance(source, dimension);
            if (!allowed || isSwitch && taken[d] > 0 && after > limits.goal()) {
                return 0;
            }
            gain += cost(from / bound) - cost((from - given[d]) / bound) + cost(to / targetBound) - cost(after);
        }
        return gain;
    }

    /** Returns the cost of an imbalance: the square of the overload, and little below the share. */
    private static double cost(double imbalance) {
        double over = imbalance - 1;
        return over * over * (over < 0 ? BELOW_SHARE : 1);
    }

    /** Returns the least loaded nodes that may get load, the least loaded first, and -1 where there are fewer. */
    private int[] leastLoaded() {
        int[] least = new int[TARGETS];
        Arrays.fill(least, -1);
        for (int node = eligible.nextSetBit(0); node >= 0; node = eligible.nextSetBit(node + 1)) {
            int last = least[TARGETS - 1];
            if (last >= 0 && planned.load(node, dimension) >= planned.load(last, dimension)) {
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
}
