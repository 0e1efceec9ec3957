package io.foreshard.tier.testing;

import java.util.List;
import java.util.Map;

/**
 * The result of a {@link TierSimulation}. Immutable.
 *
 * @param seed seed
 * @param rounds rounds that were run
 * @param crashes crashes of a machine, those of a recovery included
 * @param faults failed calls of stores and disks
 * @param inFlight moves of partitions that a crash cut off
 * @param lost pages that could not be read, or were a hole
 * @param wrong pages with another value than the last one
 * @param violations a sentence for each broken promise, at most 50
 * @param failpoints crashes by failpoint
 * @param counts further counts by name
 * @param digest digest of all steps: equal for equal seeds
 */
public record SimulationResult(
        long seed,
        long rounds,
        long crashes,
        long faults,
        long inFlight,
        long lost,
        long wrong,
        List<String> violations,
        Map<String, Integer> failpoints,
        Map<String, Long> counts,
        String digest) {
    /** Copies the collections. */
    public SimulationResult {
        violations = List.copyOf(violations);
        failpoints = Map.copyOf(failpoints);
        counts = Map.copyOf(counts);
    }
}
