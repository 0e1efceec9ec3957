package io.foreshard.shard.balance;

import java.util.Arrays;

/**
 * Finds the step with the highest gain per byte that moves load off a node: a backup that becomes the primary, a copy that moves to one of the least loaded
 * nodes, or, if no such step helps, two copies that change places. Not thread-safe.
 *
 * <p>The gain is the decrease of the squared overload of both nodes, summed over all dimensions.
 */
final class MoveSearch {
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
    private final double[] given = new double[Dimension.COUNT];
    private final double[] taken = new double[Dimension.COUNT];
    private int source;
    private int dimension;
    private MoveCandidate best;
    private boolean overBudget;
    private boolean resting;
    private boolean pinned;
    private boolean divisible;

    /** @param maxBytes bytes that all moves of the round may copy */
    MoveSearch(PlannedState planned, PlannedMoves moves, PlacementLimits limits, long maxBytes) {
        this.planned = planned;
        this.moves = moves;
        this.limits = limits;
        this.maxBytes = maxBytes;
        this.fixedBytes = Math.max(1, FIXED_COST * planned.bytes() / planned.partitions());
    }

    /**
     * Returns the best step off a node in its worst dimension, or null if none helps.
     *
     * @param mayExchange whether two copies may change places, which copies the bytes of both
     */
    MoveCandidate find(int node, int worstDimension, boolean mayExchange) {
        source = node;
        dimension = worstDimension;
        best = null;
        overBudget = false;
        resting = false;
        pinned = false;
        divisible = false;
        int[] targets = leastLoaded();
        IntList partitions = planned.copies(source);
        for (int i = 0; i < partitions.size(); i++) {
            tryPartition(partitions.get(i), targets);
        }
        if (best == null && mayExchange) {
            tryExchanges(targets);
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

    /** Returns whether a copy could move to some node, if it were smaller. */
    boolean isDivisible() {
        return divisible;
    }

    private void tryPartition(int partition, int[] targets) {
        int slot = slotOf(source, partition);
        boolean primary = slot == 0;
        if (planned.weight(partition, primary, source, dimension) < PlacementLimits.LEAST_SHARE) {
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
        if (moves.bytes() + planned.bytes(partition) > maxBytes) {
            overBudget = true;
            return;
        }
        for (int target : targets) {
            if (target >= 0 && target != source && mayMove(partition, slot, target)) {
                tryMove(partition, slot, target);
            }
        }
    }

    private void trySwitches(int partition) {
        int[] owners = planned.owners(partition);
        for (int slot = 1; slot < owners.length; slot++) {
            int target = owners[slot];
            if (planned.isUp(target) && moves.maySwitch(partition, target)) {
                for (int d = 0; d < Dimension.COUNT; d++) {
                    given[d] = planned.weight(partition, true, source, d) - planned.weight(partition, false, source, d);
                    taken[d] = planned.weight(partition, true, target, d) - planned.weight(partition, false, target, d);
                }
                offer(new MoveCandidate(partition, slot, target, true, -1, -1, gain(target, true)), 0);
            }
        }
    }

    private void tryMove(int partition, int slot, int target) {
        for (int d = 0; d < Dimension.COUNT; d++) {
            given[d] = planned.weight(partition, slot == 0, source, d);
            taken[d] = planned.weight(partition, slot == 0, target, d);
        }
        offer(new MoveCandidate(partition, slot, target, false, -1, -1, gain(target, false)), planned.bytes(partition));
    }

    /** Tries to exchange each copy of the source for a smaller one of a target: partitions that are too large for the gap between the nodes may move so. */
    private void tryExchanges(int[] targets) {
        IntList mine = planned.copies(source);
        for (int target : targets) {
            if (target < 0 || target == source) {
                continue;
            }
            IntList theirs = planned.copies(target);
            for (int i = 0; i < mine.size(); i++) {
                int partition = mine.get(i);
                int slot = slotOf(source, partition);
                if (isFixed(partition) || !mayMove(partition, slot, target)) {
                    continue;
                }
                for (int k = 0; k < theirs.size(); k++) {
                    tryExchange(partition, slot, theirs.get(k), target);
                }
            }
        }
    }

    private void tryExchange(int partition, int slot, int counter, int target) {
        int counterSlot = slotOf(target, counter);
        double difference = planned.weight(partition, slot == 0, source, dimension)
                - planned.weight(counter, counterSlot == 0, source, dimension);
        double bytes = planned.bytes(partition) + planned.bytes(counter);
        if (difference < PlacementLimits.LEAST_SHARE
                || difference > halfGap(target)
                || moves.bytes() + bytes > maxBytes
                || isFixed(counter)
                || !mayMove(counter, counterSlot, source)) {
            return;
        }
        for (int d = 0; d < Dimension.COUNT; d++) {
            given[d] = planned.weight(partition, slot == 0, source, d)
                    - planned.weight(counter, counterSlot == 0, source, d);
            taken[d] = planned.weight(partition, slot == 0, target, d)
                    - planned.weight(counter, counterSlot == 0, target, d);
        }
        offer(new MoveCandidate(partition, slot, target, false, counter, counterSlot, gain(target, false)), bytes);
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

    /** Keeps a step if its gain per byte is the highest so far. */
    private void offer(MoveCandidate step, double bytes) {
        double perByte = step.gainPerByte() / (fixedBytes + bytes);
        if (step.gainPerByte() > 0 && (best == null || perByte > best.gainPerByte())) {
            best = new MoveCandidate(
                    step.partition(),
                    step.slot(),
                    step.target(),
                    step.isSwitch(),
                    step.counterPartition(),
                    step.counterSlot(),
                    perByte);
        }
    }

    /** Returns the gain of a step that takes and gives these loads, or 0 if it is not allowed. */
    private double gain(int target, boolean isSwitch) {
        divisible = true;
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

    /** Returns the cost of an imbalance: the square of the overload. A small term grows with the load below 1, so that a move to the emptier of two targets costs less. */
    private static double cost(double imbalance) {
        double over = Math.max(0, imbalance - 1);
        return over * over + BELOW_SHARE * imbalance * imbalance;
    }

    /** Returns the least loaded nodes that are up, the least loaded first, and -1 where there are fewer. */
    private int[] leastLoaded() {
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
}
