package io.foreshard.shard.simulation;

import java.util.ArrayList;
import java.util.List;

/** The load of the most loaded node over the best achievable one while the load is steady and no partition moves: what a planner ends at. Not thread-safe. */
final class SteadyRatios {
    /** Time without a change of load or nodes after which the load is steady: five rounds of moves with their pauses. */
    private static final long STEADY_MILLIS = 300_000;
    /** Relative change of the operations of a partition up to which they are the same. */
    private static final double SAME = 0.001;

    private final int copies;
    private final List<Double> ratios = new ArrayList<>();
    private double[] lastOperations = new double[0];
    private long changedMillis;
    private double best;

    SteadyRatios(int copies) {
        this.copies = copies;
    }

    /** Something happens to a node from now until a time, which is steady afterwards. */
    void disturb(long untilMillis) {
        changedMillis = Math.max(changedMillis, untilMillis);
        best = 0;
    }

    /**
     * Adds a measurement.
     *
     * @param ratio load of the most loaded node over its share
     * @param loads load of each partition by dimension
     * @param domains the failure domain of each node
     * @return whether the load changed since the last measurement
     */
    boolean measure(
            double ratio, double[] operations, double[][] loads, List<String> domains, boolean isMoving, long millis) {
        boolean changed = lastOperations.length > 0 && !isSame(operations);
        if (changed) {
            disturb(millis);
        }
        lastOperations = operations.clone();
        if (millis - changedMillis >= STEADY_MILLIS && !isMoving) {
            if (best == 0) {
                best = Math.max(1, BestPlacement.ratio(loads, copies, domains));
            }
            ratios.add(ratio / best);
        }
        return changed;
    }

    private boolean isSame(double[] operations) {
        boolean same = operations.length == lastOperations.length;
        for (int partition = 0; same && partition < operations.length; partition++) {
            same = Math.abs(operations[partition] - lastOperations[partition]) <= SAME * lastOperations[partition];
        }
        return same;
    }

    /** Returns a quantile of the ratios; -1 if the load was never steady. */
    double quantile(double share) {
        List<Double> sorted = ratios.stream().sorted().toList();
        return sorted.isEmpty() ? -1 : sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size()));
    }
}
