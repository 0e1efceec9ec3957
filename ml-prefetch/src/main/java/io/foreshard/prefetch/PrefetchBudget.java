package io.foreshard.prefetch;

import java.time.Duration;

/**
 * The limits of a prefetcher.
 *
 * @param maxQueued waiting keys of this process
 * @param maxQueuedPerUser waiting keys of one user
 * @param maxInFlight keys that are fetched at once
 * @param deadline time after which a waiting key is dropped, and a fetch in flight fails
 * @param timeToLive time after which a fetched key without a read is wasted
 * @param maxFollowed fetched keys whose read is awaited
 */
record PrefetchBudget(
        int maxQueued, int maxQueuedPerUser, int maxInFlight, Duration deadline, Duration timeToLive, int maxFollowed) {
    PrefetchBudget {
        if (maxQueued < 1 || maxQueuedPerUser < 1 || maxInFlight < 1 || maxFollowed < 1) {
            throw new IllegalArgumentException("Every limit of a prefetch budget must be at least 1.");
        }
    }

    /** Returns limits that suit most processes. */
    static PrefetchBudget defaults() {
        return new PrefetchBudget(4_096, 16, 256, Duration.ofSeconds(2), Duration.ofMinutes(30), 16_384);
    }
}
