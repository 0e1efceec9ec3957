package io.foreshard.store;

import java.time.Duration;

/**
 * The times a {@link GuardedObjectStore} keeps.
 *
 * @param deadline longest duration of a call, retries and the pauses between them included
 * @param attempt longest duration of one attempt; below the deadline, so that a silent store is asked twice
 * @param pause time an open breaker waits before it lets one call through
 */
public record RequestLimits(Duration deadline, Duration attempt, Duration pause) {
    /** Checks the times. */
    public RequestLimits {
        if (!isPositive(attempt) || attempt.compareTo(deadline) > 0 || !isPositive(pause)) {
            throw new IllegalArgumentException(
                    "An attempt must take more than 0 ms and no longer than the deadline, and the pause must be above 0 ms.");
        }
    }

    /** Returns 10 s for a call, 5 s for an attempt (16 MiB at 3.4 MB/s), 2 s between the trials of an open breaker. */
    public static RequestLimits defaults() {
        return ofDeadline(Duration.ofSeconds(10));
    }

    /** Returns limits for a deadline: half of it for an attempt, 2 s between the trials of an open breaker, so that calls succeed soon after an outage. */
    public static RequestLimits ofDeadline(Duration deadline) {
        return new RequestLimits(deadline, deadline.dividedBy(2), Duration.ofSeconds(2));
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
