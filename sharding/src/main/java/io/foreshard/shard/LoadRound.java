package io.foreshard.shard;

import java.util.List;

/**
 * The loads of all partitions at one time, as running sums, so that the load of a range costs two subtractions. Immutable and thread-safe.
 */
final class LoadRound {
    private final long atMillis;
    private final long[] bytesBefore;
    private final double[] operationsBefore;

    LoadRound(long atMillis, List<PartitionLoad> loads) {
        this.atMillis = atMillis;
        bytesBefore = new long[loads.size() + 1];
        operationsBefore = new double[loads.size() + 1];
        for (int partition = 0; partition < loads.size(); partition++) {
            PartitionLoad load = loads.get(partition);
            bytesBefore[partition + 1] = bytesBefore[partition] + load.bytes();
            operationsBefore[partition + 1] = operationsBefore[partition] + load.operationsPerSecond();
        }
    }

    long atMillis() {
        return atMillis;
    }

    /** Returns the load of a range; the rate is exact to 12 digits of the rate of all partitions. */
    RangeLoad of(int firstPartition, int partitions) {
        int end = firstPartition + partitions;
        return new RangeLoad(
                bytesBefore[end] - bytesBefore[firstPartition],
                operationsBefore[end] - operationsBefore[firstPartition]);
    }
}
