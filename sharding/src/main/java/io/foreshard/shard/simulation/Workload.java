package io.foreshard.shard.simulation;

import java.util.Random;

/** The operations of each partition as a function of time, and the size of each. An implementation is immutable. */
interface Workload {
    /** Returns the share of each partition in the operations of the cluster at a time; any scale, no negative value. */
    double[] shares(long millis);

    /** Returns the bytes of each partition: random ones with the mean {@link Scenario#PARTITION_BYTES} unless the workload has its own. */
    default long[] bytes(int partitions, Random random) {
        return random.longs(partitions, Scenario.PARTITION_BYTES / 2, Scenario.PARTITION_BYTES * 3 / 2)
                .toArray();
    }

    /** What makes the workload of a scenario. */
    @FunctionalInterface
    interface Source {
        /** Returns the workload of a map with a number of partitions. */
        Workload of(int partitions, Random random);
    }
}
