package io.foreshard.shard;

import java.time.Duration;

/**
 * The numbers the planner judges by; the same on whichever node plans.
 *
 * @param splitBytes a shard with more is split
 * @param splitOperationsPerSecond a shard with more, for the whole of {@code splitEvidence}, is split
 * @param splitEvidence how long a shard must be over a limit before it is split: seconds
 * @param mergeEvidence how long two shards must have been idle before they merge: minutes
 * @param youth age below which a shard does not merge
 * @param mostPartitions a shard of so many partitions merges no further: its prefix would lose the epoch
 * @param mostChanges changes of boundaries in one round
 */
public record ShardLimits(
        long splitBytes,
        double splitOperationsPerSecond,
        Duration splitEvidence,
        Duration mergeEvidence,
        Duration youth,
        int mostPartitions,
        int mostChanges) {
    /** Two shards merge when together they are at most this part of a limit; CockroachDB takes 1/2, Scylla 1/4. */
    static final double MERGE_SHARE = 0.25;
    /** A partition with more than this part of its shard's load is the load: a split would not help. */
    static final double ONE_PARTITION_SHARE = 0.75;
    /** Rounds that must lie within {@code splitEvidence}: one alone may be a burst. */
    static final int LEAST_ROUNDS = 2;

    public ShardLimits {
        if (splitBytes <= 0 || splitOperationsPerSecond <= 0 || mostPartitions <= 0 || mostChanges <= 0) {
            throw new IllegalArgumentException("The limits of a shard are above zero: " + splitBytes + " bytes, "
                    + splitOperationsPerSecond + " operations/s, " + mostPartitions + " partitions, " + mostChanges
                    + " changes.");
        }
        if (splitEvidence.compareTo(mergeEvidence) >= 0) {
            throw new IllegalArgumentException("A merge needs longer evidence than a split: " + splitEvidence
                    + " for a split, " + mergeEvidence + " for a merge.");
        }
    }

    /** Returns limits with evidence of 10 seconds for a split, 5 minutes for a merge, and a youth of 10 minutes. */
    public static ShardLimits of(long splitBytes, double splitOperationsPerSecond, int mostPartitions) {
        return new ShardLimits(
                splitBytes,
                splitOperationsPerSecond,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                mostPartitions,
                8);
    }
}
