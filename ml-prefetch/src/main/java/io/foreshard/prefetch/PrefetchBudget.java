package io.foreshard.prefetch;

import java.time.Duration;

/**
 * The limits of a prefetch queue.
 *
 * @param maxQueued prefetches of this process that wait
 * @param maxPerUser prefetches of one user that wait or are in flight
 * @param maxInFlight keys that are fetched at once
 * @param deadline time after which a waiting prefetch is dropped, and a fetch in flight fails
 * @param timeToLive time after which a fetched key without a read is wasted
 * @param maxOnProbation fetched keys without a read
 * @param maxShadows predictions that are scored without a fetch
 */
record PrefetchBudget(
        int maxQueued,
        int maxPerUser,
        int maxInFlight,
        Duration deadline,
        Duration timeToLive,
        int maxOnProbation,
        int maxShadows) {
    PrefetchBudget {
        if (maxQueued < 1 || maxPerUser < 1 || maxInFlight < 1 || maxOnProbation < 1 || maxShadows < 1) {
            throw new IllegalArgumentException("Every limit of a prefetch budget must be at least 1.");
        }
    }
}
