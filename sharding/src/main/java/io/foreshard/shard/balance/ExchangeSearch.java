package io.foreshard.shard.balance;

/**
 * Finds the best step in which a copy of a node and a smaller one of another node change places: partitions that are too large for the gap between the nodes may
 * move so. Not thread-safe.
 */
final class ExchangeSearch {
    private static final int DIMENSIONS = Dimension.COUNT;

    private final PlannedState planned;
    private final PlannedMoves moves;
    private final NodeLoad source;
    private final StepGain gain;
    private final BestStep best;
    private final double[] onSource = new double[DIMENSIONS];
    private final double[] onTarget = new double[DIMENSIONS];
    /** The copies of the target, those that are least to the source in the dimension of the search first. */
    private int[] counters = new int[0];

    private int size;
    /** What each of them would be to the source in this dimension; then in all dimensions to the source and to the target, and the bytes that its move adds. */
    private double[] counterWeights = new double[0];

    private double[] countersOnSource = new double[0];
    private double[] countersOnTarget = new double[0];
    private double[] counterBytes = new double[0];

    /** @param source the node that gives; its load is read before each search */
    ExchangeSearch(PlannedState planned, PlannedMoves moves, NodeLoad source, StepGain gain, BestStep best) {
        this.planned = planned;
        this.moves = moves;
        this.source = source;
        this.gain = gain;
        this.best = best;
    }

    /** Offers the exchanges between two nodes that take load off the source in a dimension. */
    void search(NodeLoad target, int dimension) {
        double halfGap = gain.halfGap(target);
        if (halfGap < PlacementLimits.LEAST_SHARE) {
            return;
        }
        weighCounters(target.node(), dimension);
        IntList mine = planned.copies(source.node());
        for (int i = 0; i < mine.size(); i++) {
            int partition = mine.get(i);
            boolean primary = planned.isPrimary(partition, source.node());
            double weight = planned.weight(partition, primary, source.node(), dimension);
            if (weight >= PlacementLimits.LEAST_SHARE && !moves.isFixed(partition)) {
                planned.weights(partition, primary, source.node(), onSource, 0);
                planned.weights(partition, primary, target.node(), onTarget, 0);
                searchPartners(partition, target, weight, halfGap);
            }
        }
    }

    private void weighCounters(int target, int dimension) {
        IntList theirs = planned.copies(target);
        size = theirs.size();
        if (counters.length < size) {
            counters = new int[size];
            counterWeights = new double[size];
            countersOnSource = new double[size * DIMENSIONS];
            countersOnTarget = new double[size * DIMENSIONS];
            counterBytes = new double[size];
        }
        for (int k = 0; k < size; k++) {
            insert(theirs.get(k), k, target, dimension);
        }
        for (int k = 0; k < size; k++) {
            int counter = counters[k];
            boolean primary = planned.isPrimary(counter, target);
            planned.weights(counter, primary, source.node(), countersOnSource, k * DIMENSIONS);
            planned.weights(counter, primary, target, countersOnTarget, k * DIMENSIONS);
            counterBytes[k] = planned.addedBytes(counter, target, source.node());
        }
    }

    /** Inserts a copy of the target by its weight, the least first, into the first of the sorted arrays. */
    private void insert(int counter, int sorted, int target, int dimension) {
        double weight = planned.weight(counter, planned.isPrimary(counter, target), source.node(), dimension);
        int k = sorted;
        while (k > 0 && counterWeights[k - 1] >= weight) {
            counterWeights[k] = counterWeights[k - 1];
            counters[k] = counters[k - 1];
            k--;
        }
        counterWeights[k] = weight;
        counters[k] = counter;
    }

    private void searchPartners(int partition, NodeLoad target, double weight, double halfGap) {
        double bytes = planned.addedBytes(partition, source.node(), target.node());
        for (int k = size - 1; k >= 0 && counterWeights[k] >= weight - halfGap; k--) {
            if (counterWeights[k] <= weight - PlacementLimits.LEAST_SHARE) {
                tryExchange(partition, k, target, bytes + counterBytes[k]);
            }
        }
    }

    private void tryExchange(int partition, int k, NodeLoad target, double bytes) {
        for (int d = 0; d < DIMENSIONS; d++) {
            int at = k * DIMENSIONS + d;
            gain.set(d, onSource[d] - countersOnSource[at], onTarget[d] - countersOnTarget[at]);
        }
        if (!gain.isAllowed(target)
                || !planned.isLarge(partition) && best.excludes(gain.ofSource() + target.mostOfTaking(), bytes)) {
            return;
        }
        double of = gain.of(target);
        if (!best.matters(of, bytes)) {
            return;
        }
        int counter = counters[k];
        int slot = planned.slotOf(partition, source.node());
        int counterSlot = planned.slotOf(counter, target.node());
        if (!moves.isFixed(counter)
                && moves.mayMove(partition, slot, target.node())
                && moves.mayMove(counter, counterSlot, source.node())) {
            best.offer(partition, slot, target.node(), false, counter, counterSlot, of, bytes);
        }
    }
}
