package io.foreshard.prefetch;

import java.time.Duration;

/**
 * The finite means of a prefetcher.
 *
 * @param maxQueued keys that wait in this process
 * @param maxQueuedPerUser keys that wait for one user
 * @param maxInFlight keys being fetched at once
 * @param deadline after which a key that waits is dropped, and one in flight is given up
 * @param timeToLive after which a key that was fetched and not read is wasted
 * @param maxFollowed fetched keys whose reading is waited for
 */
public record PrefetchBudget(
        int maxQueued, int maxQueuedPerUser, int maxInFlight, Duration deadline, Duration timeToLive, int maxFollowed) {
    /** Checks the values. */
    public PrefetchBudget {
        if (maxQueued < 1 || maxQueuedPerUser < 1 || maxInFlight < 1 || maxFollowed < 1) {
            throw new IllegalArgumentException("Every limit of a prefetch budget must be at least 1.");
        }
    }

    /** Returns modest means that suit most processes. */
    public static PrefetchBudget modest() {
        return new PrefetchBudget(4_096, 16, 256, Duration.ofSeconds(2), Duration.ofMinutes(30), 16_384);
    }
}
