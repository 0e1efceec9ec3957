package io.foreshard.tier.testing;

import java.util.List;
import java.util.Map;

/**
 * The result of a {@link TierCorruption}. Immutable.
 *
 * @param seed seed
 * @param injections corruptions that were injected, one at a time
 * @param refused corruptions that were found when a partition was opened
 * @param failed corruptions that were found when a page was fetched
 * @param verified corruptions that only a verification, an offload or a recall found
 * @param healed corruptions of a remote copy that were replaced by a good copy
 * @param harmless corruptions that changed no page and were not found
 * @param lost pages that were a hole without an error
 * @param wrong pages that had another value without an error
 * @param violations a sentence for each corruption that was not found, at most 50
 * @param kinds injections by kind and target
 * @param digest digest of all kinds and outcomes: equal for equal seeds
 */
public record CorruptionResult(
        long seed,
        long injections,
        long refused,
        long failed,
        long verified,
        long healed,
        long harmless,
        long lost,
        long wrong,
        List<String> violations,
        Map<String, Integer> kinds,
        String digest) {
    /** Copies the collections. */
    public CorruptionResult {
        violations = List.copyOf(violations);
        kinds = Map.copyOf(kinds);
    }
}
