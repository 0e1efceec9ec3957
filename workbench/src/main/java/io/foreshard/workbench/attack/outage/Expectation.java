package io.foreshard.workbench.attack.outage;

/** The outcomes that the documents promise for an operation on cold rows in an outage. */
enum Expectation {
    /** It needs nothing from the store. */
    WORKS,
    /** It fails by the deadline of a request, before anything has changed. */
    FAILS,
    /** It works with all partitions and fails or ends with a report; each partition has its own deadline. */
    REPORTS,
    /** It may wait for the store, and ends by itself after the outage. */
    MAY_WAIT
}
