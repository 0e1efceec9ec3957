package io.foreshard.shard.simulation;

import io.foreshard.shard.balance.PlacementLimits;
import java.util.List;

/**
 * A simulated cluster, its load and what happens to it. Immutable and thread-safe.
 *
 * @param name the name in the golden file
 * @param seed the seed of all random numbers
 * @param nodes number of nodes at the start
 * @param domains number of failure domains
 * @param partitions a power of two, at least 64
 * @param copies number of copies of each partition
 * @param workload makes the load
 * @param noise relative standard deviation of a measured rate
 * @param managers number of managers that plan at the same time, 1 or 2
 * @param minutes duration of the run
 */
record Scenario(
        String name,
        long seed,
        int nodes,
        int domains,
        int partitions,
        int copies,
        Workload.Source workload,
        double noise,
        int managers,
        List<Fault> faults,
        int minutes,
        PlacementLimits limits) {
    /** Virtual time between two rounds. */
    static final long ROUND_MILLIS = 3_000;
    /** Mean bytes of a partition. */
    static final long PARTITION_BYTES = 64L << 20;
    /** Bytes per second that a node receives. */
    static final long BYTES_PER_SECOND = 50L << 20;

    Scenario {
        faults = List.copyOf(faults);
    }
}
