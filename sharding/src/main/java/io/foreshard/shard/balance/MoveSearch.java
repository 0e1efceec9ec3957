package io.foreshard.shard.balance;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds the step with the highest gain per byte that moves load off a node: a backup that becomes the primary, a copy that moves to one of the least loaded nodes, or, if no such
 * step helps, two copies that change places. The targets are the nodes with the least load in the dimension of the step; if none of them helps, of those that failure domains
 * allow the ones whose most used dimension is used least. Not thread-safe.
 *
 * <p>The gain is the decrease of the squared overload of both nodes, summed over all dimensions. It must be worth the bytes that the step adds to those the round
 * copies: a copy that arrived in this round moves on for none.
 */
final class MoveSearch {
    /** Number of the least loaded nodes that are tried as targets of a move. */
    private static final int TARGETS = 8;

    private final PlannedState planned;
    private final PlannedMoves moves;
    private final BitSet eligible;
    private final int[] eligibleNodes;
    private final NodeLoad sourceLoad;
    private final StepGain gain;
    private final BestStep best;
    private final ExchangeSearch exchanges;
    private final NodeLoad[] targets = new NodeLoad[TARGETS];
    private final double[] onSource = new double[Dimension.COUNT];
    private final double[] onTarget = new double[Dimension.COUNT];
    private final NodeLoad backup;
    private int source;
    private int dimension;
    private boolean resting;
    private boolean pinned;
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
        this.eligible = eligible;
        this.eligibleNodes = eligible.stream().toArray();
        this.sourceLoad = new NodeLoad(planned);
        this.backup = new NodeLoad(planned);
        Arrays.setAll(targets, rank -> new NodeLoad(planned));
        this.gain = new StepGain(sourceLoad, limits.goal());
        this.best = new BestStep(planned, moves, price, maxBytes);
        this.exchanges = new ExchangeSearch(planned, moves, sourceLoad, gain, best);
    }

    /**
     * Returns the best step off a node in its worst dimension, or null if none helps.
     *
     * @param mayExchange whether two copies may change places
     */
    MoveCandidate find(int node, int worstDimension, boolean mayExchange) {
        source = node;
        dimension = worstDimension;
        resting = false;
        pinned = false;
        divisible = false;
        best.clear();
        sourceLoad.read(source);
        gain.begin(dimension);
        search(mayExchange, false);
        if (best.get() == null && eligibleNodes.length > TARGETS) {
            search(mayExchange && planned.isConfined(), true);
        }
        return best.get();
    }

    /** @param lastResort whether the targets are those that may take a copy, chosen by the dimension that a node uses most */
    private void search(boolean mayExchange, boolean lastResort) {
        chooseTargets(lastResort);
        IntList partitions = planned.copies(source);
        for (int i = 0; i < partitions.size(); i++) {
            tryPartition(partitions.get(i));
        }
        if (best.get() == null && mayExchange) {
            for (NodeLoad target : targets) {
                if (isOther(target)) {
                    exchanges.search(target, dimension);
                }
            }
        }
    }

    /** Returns whether a step was refused because the bytes of the round are used. */
    boolean isOverBudget() {
        return best.isOverBudget();
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
        return best.isCostly();
    }

    /** Returns whether a copy could move to some node, if it were smaller. */
    boolean isDivisible() {
        return divisible;
    }

    private boolean isOther(NodeLoad target) {
        return target.node() >= 0 && target.node() != source;
    }

    private void tryPartition(int partition) {
        boolean primary = planned.isPrimary(partition, source);
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
        planned.weights(partition, primary, source, onSource, 0);
        double mostOfSource = planned.isLarge(partition) ? Double.POSITIVE_INFINITY : sourceLoad.gainOfGiving(onSource);
        for (NodeLoad target : targets) {
            if (isOther(target)) {
                tryMove(partition, primary, target, mostOfSource);
            }
        }
    }

    private void trySwitches(int partition) {
        int[] owners = planned.owners(partition);
        for (int slot = 1; slot < owners.length; slot++) {
            int target = owners[slot];
            if (eligible.get(target) && moves.maySwitch(partition, target)) {
                backup.read(target);
                for (int d = 0; d < Dimension.COUNT; d++) {
                    gain.set(
                            d,
                            planned.weight(partition, true, source, d) - planned.weight(partition, false, source, d),
                            planned.weight(partition, true, target, d) - planned.weight(partition, false, target, d));
                }
                if (gain.isSwitchAllowed(backup)) {
                    best.offer(partition, slot, target, true, -1, -1, gain.of(backup), 0);
                }
            }
        }
    }

    private void tryMove(int partition, boolean primary, NodeLoad target, double mostOfSource) {
        boolean fits = onSource[dimension] <= gain.halfGap(target);
        if (!divisible) {
            divisible = moves.mayMove(partition, planned.slotOf(partition, source), target.node());
        }
        if (!fits) {
            return; // only the reason is of interest
        }
        double bytes = planned.addedBytes(partition, source, target.node());
        if (best.excludes(mostOfSource + target.mostOfTaking(), bytes)) {
            return;
        }
        planned.weights(partition, primary, target.node(), onTarget, 0);
        for (int d = 0; d < Dimension.COUNT; d++) {
            gain.set(d, onSource[d], onTarget[d]);
        }
        if (!gain.isAllowed(target)) {
            return;
        }
        double of = gain.of(target);
        int slot = planned.slotOf(partition, source);
        if (best.matters(of, bytes) && moves.mayMove(partition, slot, target.node())) {
            best.offer(partition, slot, target.node(), false, -1, -1, of, bytes);
        }
    }

    /** Chooses the least loaded nodes that may get load, the least loaded first, and -1 where there are fewer. */
    private void chooseTargets(boolean lastResort) {
        int[] least = new int[TARGETS];
        Arrays.fill(least, -1);
        double mostOfLeast = Double.POSITIVE_INFINITY;
        for (int node : eligibleNodes) {
            if (lastResort && !planned.mayTakeFrom(node, source) || rank(node, lastResort) >= mostOfLeast) {
                continue;
            }
            int candidate = node;
            for (int rank = 0; rank < TARGETS && candidate >= 0; rank++) {
                if (least[rank] < 0 || rank(candidate, lastResort) < rank(least[rank], lastResort)) {
                    int displaced = least[rank];
                    least[rank] = candidate;
                    candidate = displaced;
                }
            }
            int last = least[TARGETS - 1];
            mostOfLeast = last < 0 ? Double.POSITIVE_INFINITY : rank(last, lastResort);
        }
        for (int rank = 0; rank < TARGETS; rank++) {
            targets[rank].read(least[rank]);
        }
    }

    private double rank(int node, boolean lastResort) {
        double load = planned.load(node, dimension);
        for (int d = 0; lastResort && d < Dimension.COUNT; d++) {
            load = Math.max(load, planned.load(node, d));
        }
        return load;
    }
}
