package io.foreshard.shard;

import java.time.Duration;
import java.util.Locale;

/**
 * The judgement of ranges of partitions by the loads measured so far, in the words of an operator. Immutable and thread-safe.
 *
 * <p>The rules follow CockroachDB's merge queue (maximum of the last 5 minutes, a full window before the first judgement) and Scylla's gap of 4 between the
 * conditions for a split and for a merge.
 */
final class Evidence {
    private final ShardLimits limits;
    private final LoadHistory history;
    private final boolean enoughToSplit;
    private final boolean enoughToMerge;

    /** @param history at least one round */
    Evidence(ShardLimits limits, LoadHistory history) {
        this.limits = limits;
        this.history = history;
        this.enoughToSplit = history.covers(limits.splitEvidence())
                && history.rounds(limits.splitEvidence()) >= ShardLimits.MIN_ROUNDS;
        this.enoughToMerge = history.covers(limits.mergeEvidence());
    }

    /** Returns which limit a range exceeds during all of the split evidence, with its numbers, or null. */
    String over(int first, int partitions) {
        if (!enoughToSplit || history.newest(first, partitions).shareOf(limits) <= 1) {
            return null;
        }
        RangeLoad least = history.minimum(first, partitions, limits.splitEvidence());
        if (least.bytes() > limits.splitBytes()) {
            return least.bytes() + " bytes, limit " + limits.splitBytes();
        }
        return least.operationsPerSecond() <= limits.splitOperationsPerSecond()
                ? null
                : String.format(
                        Locale.ROOT,
                        "%.1f operations/s for %s, limit %.1f",
                        least.operationsPerSecond(),
                        text(limits.splitEvidence()),
                        limits.splitOperationsPerSecond());
    }

    /** Returns the bytes of a partition with the limit that they exceed during all of the split evidence, or null. */
    String large(int partition) {
        if (!enoughToSplit || history.newest(partition, 1).bytes() <= limits.splitBytes()) {
            return null;
        }
        long least = history.minimum(partition, 1, limits.splitEvidence()).bytes();
        return least <= limits.splitBytes() ? null : least + " bytes, limit " + limits.splitBytes();
    }

    /** Returns the bytes of a partition with the limit that they keep during all of the merge evidence, or null. */
    String small(int partition, long limit) {
        if (!enoughToMerge) {
            return null;
        }
        long most = history.maximum(partition, 1, limits.mergeEvidence()).bytes();
        return most > limit ? null : "it has at most " + most + " bytes, and needs at most " + limit;
    }

    /** Returns the least share of a limit that a range reached during the split evidence. */
    double heat(int first, int partitions) {
        return history.minimum(first, partitions, limits.splitEvidence()).shareOf(limits);
    }

    /** Returns the largest share of a limit that a range reached during the merge evidence. */
    double peak(int first, int partitions) {
        return history.maximum(first, partitions, limits.mergeEvidence()).shareOf(limits);
    }

    /** Returns the reason why a range is not small and idle during all of the merge evidence, or null if it is. */
    String busy(int first, int partitions) {
        if (!enoughToMerge) {
            return "its load is not measured for " + text(limits.mergeEvidence()) + " yet";
        }
        RangeLoad most = history.maximum(first, partitions, limits.mergeEvidence());
        if (most.bytes() > limits.splitBytes() * ShardLimits.MERGE_SHARE) {
            return "too large to merge with its right neighbour: together " + most.bytes() + " bytes";
        }
        return most.operationsPerSecond() <= limits.splitOperationsPerSecond() * ShardLimits.MERGE_SHARE
                ? null
                : String.format(
                        Locale.ROOT,
                        "too busy to merge with its right neighbour: together up to %.1f operations/s",
                        most.operationsPerSecond());
    }

    /** Returns a duration in seconds, or in milliseconds if it is not a whole number of seconds. */
    static String text(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
