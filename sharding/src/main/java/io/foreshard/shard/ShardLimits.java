package io.foreshard.shard;

import java.time.Duration;

/**
 * The limits the planner decides by; the same on every node. Immutable and thread-safe.
 *
 * @param splitBytes a shard above this size during all of {@code splitEvidence} is split
 * @param splitOperationsPerSecond a shard above this rate during all of {@code splitEvidence} is split
 * @param splitEvidence how long a shard must exceed a limit before it is split: seconds
 * @param mergeEvidence how long two shards must be small and idle before they merge: minutes
 * @param minMergeAge age of its boundaries below which a shard is not merged
 * @param maxPartitions a shard is not merged beyond this number of partitions: its prefix would lose the epoch
 * @param maxChanges maximum number of splits and merges in one round
 */
public record ShardLimits(
        long splitBytes,
        double splitOperationsPerSecond,
        Duration splitEvidence,
        Duration mergeEvidence,
        Duration minMergeAge,
        int maxPartitions,
        int maxChanges) {
    /** Two shards merge when their sum is at most this share of a limit; CockroachDB takes 1/2, Scylla 1/4. */
    static final double MERGE_SHARE = 0.25;
    /** Minimum number of rounds within {@code splitEvidence}: a single one may be a burst. */
    static final int MIN_ROUNDS = 2;

    /** How often the evidence of a merge the boundaries of both shards must be old. */
    private static final int MERGE_AGE = 2;

    public ShardLimits {
        if (splitBytes <= 0 || splitOperationsPerSecond <= 0 || maxPartitions <= 0 || maxChanges <= 0) {
            throw new IllegalArgumentException("The limits of a shard are above zero: " + splitBytes + " bytes, "
                    + splitOperationsPerSecond + " operations/s, " + maxPartitions + " partitions, " + maxChanges
                    + " changes.");
        }
        if (splitEvidence.compareTo(mergeEvidence) >= 0) {
            throw new IllegalArgumentException("A merge needs longer evidence than a split: " + splitEvidence
                    + " for a split, " + mergeEvidence + " for a merge.");
        }
    }

    /** Returns limits with 5 seconds of evidence for a split, 5 minutes for a merge, a minimum merge age of 10 minutes and at most 64 changes per round. */
    public static ShardLimits of(long splitBytes, double splitOperationsPerSecond, int maxPartitions) {
        return new ShardLimits(
                splitBytes,
                splitOperationsPerSecond,
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                maxPartitions,
                64);
    }

    /** Returns the limits with other evidence for a merge, and a minimum age of twice as much. */
    public ShardLimits mergeAfter(Duration evidence) {
        return new ShardLimits(
                splitBytes,
                splitOperationsPerSecond,
                splitEvidence,
                evidence,
                evidence.multipliedBy(MERGE_AGE),
                maxPartitions,
                maxChanges);
    }
}
