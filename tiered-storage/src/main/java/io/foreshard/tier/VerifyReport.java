package io.foreshard.tier;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of a verification of remote copies. Immutable.
 *
 * @param partitions partitions looked at
 * @param objects objects read
 * @param pages pages read whose remote copy is valid
 * @param bytes bytes read
 * @param healed pages that were damaged in the store and have a good local copy: the next offload uploads them again
 * @param lost pages that were damaged in the store and have no other copy on this node
 * @param damages a sentence for each damaged page or object, at most {@link #MAX_DAMAGES}
 */
public record VerifyReport(
        int partitions, long objects, long pages, long bytes, long healed, long lost, List<String> damages) {
    /** Most damages that a report lists. */
    public static final int MAX_DAMAGES = 100;

    static final VerifyReport NOTHING = new VerifyReport(0, 0, 0, 0, 0, 0, List.of());

    /** Copies the list. */
    public VerifyReport {
        damages = damages.stream().limit(MAX_DAMAGES).toList();
    }

    VerifyReport plus(VerifyReport other) {
        List<String> both = new ArrayList<>(damages);
        both.addAll(other.damages);
        return new VerifyReport(
                partitions + other.partitions,
                objects + other.objects,
                pages + other.pages,
                bytes + other.bytes,
                healed + other.healed,
                lost + other.lost,
                both);
    }
}
