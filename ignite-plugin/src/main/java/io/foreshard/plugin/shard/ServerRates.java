package io.foreshard.plugin.shard;

import java.util.Map;

/**
 * The rates of one server in one round. Immutable and thread-safe.
 *
 * @param server consistent id
 * @param answered whether the server answered in the round; the rates of one that did not are those of its last answer
 * @param measuredMillis time of the round in which the rates were measured; 0 before the second answer of the process
 * @param partitions by partition
 * @param windowOperationsPerSecond operations on the windows of users, which do not move with the shards
 */
record ServerRates(
        String server,
        boolean answered,
        long measuredMillis,
        Map<Integer, Rates> partitions,
        double windowOperationsPerSecond) {

    /** The rates of a partition on one server. */
    record Rates(double readsPerSecond, double writesPerSecond, double cpuPerSecond) {
        static final Rates NONE = new Rates(0, 0, 0);

        Rates plus(Rates other) {
            return new Rates(
                    readsPerSecond + other.readsPerSecond,
                    writesPerSecond + other.writesPerSecond,
                    cpuPerSecond + other.cpuPerSecond);
        }
    }

    Rates partition(int number) {
        return partitions.getOrDefault(number, Rates.NONE);
    }

    /** Returns the sum over the partitions. */
    Rates sum() {
        return partitions.values().stream().reduce(Rates.NONE, Rates::plus);
    }
}
