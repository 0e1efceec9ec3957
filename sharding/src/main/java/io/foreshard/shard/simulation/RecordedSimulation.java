package io.foreshard.shard.simulation;

import io.foreshard.shard.balance.PlacementLimits;
import java.util.List;

/** Runs the planners of production under the recorded load of partitions, in virtual time. Thread-safe. */
public final class RecordedSimulation {
    /** Virtual time of a window: the load is steady in its second half. */
    private static final int WINDOW_MINUTES = 10;

    private static final int COPIES = 2;
    private static final double NOISE = 0.05;
    private static final long SEED = 42;
    private static final long BYTES_PER_ROUND = 8L << 30;

    private RecordedSimulation() {}

    /**
     * Runs one manager on nodes of equal capacity, each a failure domain of its own, with random owners of 2 copies at the start and 5 % noise in the measured loads.
     *
     * @param operations operations of each partition in each window, any scale; the arrays are not copied
     * @param bytes bytes of each partition, any scale; they stay the same in all windows
     * @param nodes number of nodes, at least 2
     * @throws IllegalArgumentException if there are too few nodes, or no window, operation or byte, or a window has another number of partitions
     */
    public static Score run(String name, List<double[]> operations, long[] bytes, int nodes) {
        if (nodes < COPIES) {
            throw new IllegalArgumentException(
                    COPIES + " copies need at least " + COPIES + " nodes, but there are " + nodes + ".");
        }
        Workload recorded = new RecordedWorkload(operations, WINDOW_MINUTES * 60_000L, bytes);
        return Simulation.run(new Scenario(
                name,
                SEED,
                nodes,
                nodes,
                bytes.length,
                COPIES,
                (partitions, random) -> recorded,
                NOISE,
                1,
                List.of(),
                WINDOW_MINUTES * operations.size(),
                PlacementLimits.of(BYTES_PER_ROUND)));
    }
}
