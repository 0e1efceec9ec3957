package io.foreshard.shard.protocol;

import java.util.List;
import java.util.Map;

/**
 * The result of a {@link ProtocolSimulation}. Immutable and thread-safe.
 *
 * @param seed seed
 * @param rounds clusters that were simulated
 * @param counts events, faults, operations, and violations by rule, by name
 * @param violations a sentence for each violation, with the seed of its round
 * @param digest fingerprint of all steps: equal for equal seeds and rounds
 */
public record ProtocolResult(long seed, long rounds, Map<String, Long> counts, List<String> violations, String digest) {
    /** Copies the collections. */
    public ProtocolResult {
        counts = Map.copyOf(counts);
        violations = List.copyOf(violations);
    }

    /** Returns a count by its name, 0 if there is none. */
    public long count(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
