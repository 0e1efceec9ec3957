package io.foreshard.shard.simulation;

/** The operations of each partition as a function of time. An implementation is immutable. */
interface Workload {
    /** Returns the share of each partition in the operations of the cluster at a time; any scale, no negative value. */
    double[] shares(long millis);
}
