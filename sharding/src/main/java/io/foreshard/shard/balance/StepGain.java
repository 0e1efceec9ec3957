package io.foreshard.shard.balance;

/**
 * The gain of steps off one node: the decrease of the squared overload of both nodes, summed over all dimensions. Not thread-safe.
 *
 * <p>Hundreds of thousands of steps are tried in a round, so all is computed from arrays that are filled once for each node.
 */
final class StepGain {
    /** Error of sums of loads: a partition of exactly half of the gap may move. */
    private static final double ROUNDING = 1e-9;

    private final double goal;
    private final NodeLoad source;
    private final double[] given = new double[Dimension.COUNT];
    private final double[] taken = new double[Dimension.COUNT];
    private int dimension;

    /**
     * @param source the node that gives; its load is read before each search
     * @param goal imbalance up to which a switch of the primary may load the new primary
     */
    StepGain(NodeLoad source, double goal) {
        this.source = source;
        this.goal = goal;
    }

    /** Begins with the steps off the source in its worst dimension. */
    void begin(int worstDimension) {
        dimension = worstDimension;
    }

    /** Sets what the next step takes off the source and adds to the target in a dimension; both may be negative. */
    void set(int d, double givenLoad, double takenLoad) {
        given[d] = givenLoad;
        taken[d] = takenLoad;
    }

    /** Returns the load that a step may take off the source: more would make the target the overloaded one. */
    double halfGap(NodeLoad target) {
        return PlacementLimits.SHARE_OF_GAP * (source.load(dimension) - target.load(dimension)) + ROUNDING;
    }

    /** Returns whether a move or an exchange makes the target no more overloaded than the source. */
    boolean isAllowed(NodeLoad target) {
        for (int d = 0; d < Dimension.COUNT; d++) {
            if (d != dimension && taken[d] > 0 && target.imbalanceWith(d, taken[d]) >= source.imbalance(dimension)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a switch of the primary takes no more than half of the gap off the source, and leaves the target at the goal. */
    boolean isSwitchAllowed(NodeLoad target) {
        for (int d = 0; d < Dimension.COUNT; d++) {
            if (taken[d] > 0 && target.imbalanceWith(d, taken[d]) > goal) {
                return false;
            }
        }
        return given[dimension] > 0 && given[dimension] <= halfGap(target) && isAllowed(target);
    }

    /** Returns the part of the gain that is the source's. */
    double ofSource() {
        return source.gainOfGiving(given);
    }

    /** Returns the gain of the step. */
    double of(NodeLoad target) {
        return source.gainOfGiving(given) + target.gainOfTaking(taken);
    }
}
