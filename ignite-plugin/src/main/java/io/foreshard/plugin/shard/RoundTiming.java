package io.foreshard.plugin.shard;

import java.time.Duration;

/**
 * The times of shard planning. Immutable and thread-safe.
 *
 * @param interval pause between two rounds
 * @param answerDeadline time for the answers of a round; the loads of a server that answers later are carried forward from its last answer
 */
public record RoundTiming(Duration interval, Duration answerDeadline) {
    public RoundTiming {
        if (interval.toMillis() <= 0 || answerDeadline.toMillis() <= 0) {
            throw new IllegalArgumentException("The times of a round are at least 1 ms: interval " + interval
                    + ", answer deadline " + answerDeadline + ".");
        }
    }

    /** Returns an interval of 3 s and a deadline of 2 s. */
    public static RoundTiming defaults() {
        return new RoundTiming(Duration.ofSeconds(3), Duration.ofSeconds(2));
    }
}
