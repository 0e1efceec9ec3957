package io.foreshard.store;

/**
 * A token bucket that limits retries to a share of the calls: each call deposits a fifth of a token, each retry takes one. The bucket starts full with
 * ten tokens, so N calls get at most 10 + N/5 retries. Without a budget an outage multiplies the load by the number of attempts. Thread-safe.
 */
final class RetryBudget {
    private static final int RETRY = 5;
    private static final int CAPACITY = 10 * RETRY;

    private int fifths = CAPACITY;

    /** Counts a call. */
    synchronized void deposit() {
        fifths = Math.min(CAPACITY, fifths + 1);
    }

    /** Takes a token for a retry; false if there is none. */
    synchronized boolean take() {
        if (fifths < RETRY) {
            return false;
        }
        fifths -= RETRY;
        return true;
    }
}
