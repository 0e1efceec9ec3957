package io.foreshard.shard.balance;

import java.time.Duration;

/**
 * The limits the placement of partitions is decided by. Immutable and thread-safe.
 *
 * @param trigger load of the most loaded node, in multiples of the mean, above which partitions move
 * @param urgent load of the most loaded node in the mean over seconds, above which that mean decides instead of the one over minutes
 * @param goal load of the most loaded node at which moving ends, between 1 and {@code trigger}; the gap keeps a round from undoing the last one
 * @param bytesPerRound maximum number of bytes that are copied by the moves of one round and those in flight
 * @param shareOfBytesPerRound the same as a share of the bytes of all copies
 * @param evidence how long loads are measured before they are judged
 * @param maxAge age above which loads are not judged
 * @param pause time between two rounds that balance; moves off lost and leaving nodes do not wait
 * @param cooldown time for which a partition that moved stays
 * @param noReturn time for which a partition does not move to a node that it moved from
 * @param floors use of a dimension in all nodes, as a share of the capacity, below which the dimension is not balanced
 */
public record PlacementLimits(
        double trigger,
        double urgent,
        double goal,
        long bytesPerRound,
        double shareOfBytesPerRound,
        Duration evidence,
        Duration maxAge,
        Duration pause,
        Duration cooldown,
        Duration noReturn,
        Load floors) {
    /** A move takes at most this share of the gap between two nodes: above it the hot spot only changes the node (FoundationDB). */
    static final double SHARE_OF_GAP = 0.5;
    /** A partition that carries less than this share of the mean node is not moved to balance (CockroachDB: 0.5 %). */
    static final double LEAST_SHARE = 0.001;
    /** Half-life of the load a partition had before its move, while the load after it is measured. */
    static final Duration HALF_LIFE = Duration.ofSeconds(30);

    public PlacementLimits {
        if (!(goal >= 1 && trigger >= goal && urgent >= trigger) || bytesPerRound <= 0 || !(shareOfBytesPerRound > 0)) {
            throw new IllegalArgumentException("Partitions move above the trigger until the goal, 1 <= goal <= trigger"
                    + " <= urgent, by a number of bytes above 0: goal " + goal + ", trigger " + trigger + ", urgent "
                    + urgent + ", bytes "
                    + bytesPerRound + ", share of the bytes " + shareOfBytesPerRound + ".");
        }
    }

    /**
     * Returns limits with a trigger of 1.02, an urgent load of 1.25, a goal of 1.005, 9 % of the bytes a round (Slicer), 5 s of evidence, a maximum age of 30 s, a pause of 60 s, a
     * cool-down of 10 minutes, no return within an hour, and floors of 5 % of each capacity.
     */
    public static PlacementLimits of(long bytesPerRound) {
        return new PlacementLimits(
                1.02,
                1.25,
                1.005,
                bytesPerRound,
                0.09,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                new Load(0.05, 0.05, 0.05, 0.05));
    }

    /** Returns the limits with another trigger, at most {@link #urgent()}, and any number of bytes. */
    PlacementLimits withoutBudget(double otherTrigger) {
        return new PlacementLimits(
                otherTrigger, urgent, goal, Long.MAX_VALUE, 1, evidence, maxAge, pause, cooldown, noReturn, floors);
    }
}
