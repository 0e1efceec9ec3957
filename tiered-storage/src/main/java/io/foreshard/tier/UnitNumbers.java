package io.foreshard.tier;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of the units of all partitions of a node. A unit is some neighbouring pages of a partition file that are released together, see
 * {@link TransferSizes#releasedPages}; unit 0 of a partition begins with the header of the file.
 *
 * <p>Thread-safe.
 */
final class UnitNumbers {
    private static final int UNIT_BITS = 32;
    private static final int PARTITION_BITS = 16;

    private final List<Integer> groups = new ArrayList<>();

    /** Returns the number of the first unit of a partition, which is not 0; those of the others follow. */
    synchronized long first(int group, int partition) {
        if (!groups.contains(group)) {
            groups.add(group);
        }
        long number = groups.indexOf(group) + 1L;
        return (number << PARTITION_BITS | partition) << UNIT_BITS;
    }

    /** Returns the number of the first unit of the partition of a unit. */
    static long firstOf(long unit) {
        return unit >>> UNIT_BITS << UNIT_BITS;
    }

    /** Returns the place of a unit in its partition. */
    static int index(long unit) {
        return (int) unit;
    }
}
