package io.foreshard.shard;

/**
 * The size and the rate of operations of a range of partitions. Immutable and thread-safe.
 *
 * @param bytes bytes of its partitions, at least 0
 * @param operationsPerSecond reads and writes per second, at least 0
 */
record RangeLoad(long bytes, double operationsPerSecond) {
    /** Returns the smaller of both in each dimension. */
    RangeLoad min(RangeLoad other) {
        return new RangeLoad(Math.min(bytes, other.bytes), Math.min(operationsPerSecond, other.operationsPerSecond));
    }

    /** Returns the larger of both in each dimension. */
    RangeLoad max(RangeLoad other) {
        return new RangeLoad(Math.max(bytes, other.bytes), Math.max(operationsPerSecond, other.operationsPerSecond));
    }

    /** Returns the largest share of a split limit it reaches: above 1 it exceeds the limit. */
    double shareOf(ShardLimits limits) {
        return Math.max((double) bytes / limits.splitBytes(), operationsPerSecond / limits.splitOperationsPerSecond());
    }
}
