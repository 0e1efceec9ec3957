package io.foreshard.workbench.attack.outage;

import java.util.concurrent.TimeUnit;

/** The outcomes that the documents promise for an operation on cold rows in an outage. */
enum Expectation {
    /** It needs nothing from the store. */
    WORKS(5),
    /** It fails by the deadline of a request, before anything has changed; two more seconds leave room for a busy machine. */
    FAILS(NodeSettings.DEADLINE.toSeconds() + 2),
    /** It works with all partitions and fails or ends with a report; it may read and write an object for each of them, each by a deadline. */
    REPORTS(2 * OutageCaches.PARTITIONS * NodeSettings.DEADLINE.toSeconds() + 3),
    /** It may wait for the store, and ends by itself after the outage. */
    MAY_WAIT(TimeUnit.DAYS.toSeconds(1));

    private final long limitSeconds;

    Expectation(long limitSeconds) {
        this.limitSeconds = limitSeconds;
    }

    /** Returns the longest duration of the operation in an outage. */
    long limitMillis() {
        return TimeUnit.SECONDS.toMillis(limitSeconds);
    }
}
