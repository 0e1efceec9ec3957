package io.foreshard.tier;

import java.util.concurrent.atomic.LongAdder;

/** The accesses and writes of data pages of one partition, for the local budget. Thread-safe; nothing waits or allocates. */
final class PartitionUse {
    private final AccessBuffer accesses;
    private final long firstUnit;
    private final int unitShift;
    private final LongAdder writes = new LongAdder();

    /** @param firstUnit number of the first unit of the partition */
    PartitionUse(AccessBuffer accesses, long firstUnit, int unitPages) {
        this.accesses = accesses;
        this.firstUnit = firstUnit;
        unitShift = Integer.numberOfTrailingZeros(unitPages);
    }

    /** Returns the pages of a unit: a power of two of at most 64. */
    int unitPages() {
        return 1 << unitShift;
    }

    void accessed(int page) {
        accesses.record(firstUnit + (page >>> unitShift));
    }

    void written() {
        writes.increment();
    }

    /** Returns the writes of data pages since the file was opened. */
    long writes() {
        return writes.sum();
    }

    long firstUnit() {
        return firstUnit;
    }
}
