package io.foreshard.plugin.shard;

import java.time.Duration;

/**
 * The times of shard planning. Immutable and thread-safe.
 *
 * @param interval pause between two rounds
 * @param answerDeadline deadline for the loads of all servers; a round without all answers fails
 */
public record RoundTiming(Duration interval, Duration answerDeadline) {
    public RoundTiming {
        if (interval.toMillis() <= 0 || answerDeadline.toMillis() <= 0) {
            throw new IllegalArgumentException("The times of a round are at least 1 ms: interval " + interval
                    + ", answer deadline " + answerDeadline + ".");
        }
    }

    /** Returns an interval of 3 s and a deadline of 10 s. */
    public static RoundTiming defaults() {
        return new RoundTiming(Duration.ofSeconds(3), Duration.ofSeconds(10));
    }
}
