package io.foreshard.shard.balance;

import io.foreshard.shard.placement.PlacedRange;
import java.util.List;

/** The owners of each partition, as they are when all moves in flight are done. An implementation is immutable. */
public interface PartitionOwners {
    /** Returns the number of partitions. */
    int partitions();

    /** Returns the number of copies of a partition that was given no more: the backups of the table + 1. */
    int copies();

    /** Returns the consistent ids of the owners of a partition, the primary first; at least one. */
    List<String> of(int partition);

    /** Returns what a placement says about a partition with other owners: they are its copies, if they are more than those of the table. */
    default PlacedRange placed(int partition, List<String> to) {
        return new PlacedRange(partition, 1, to, to.size() > copies() ? to.size() : 0);
    }

    /**
     * Returns owners that have the values of a list now, one element for each partition.
     *
     * @param copies as {@link #copies()}
     */
    static PartitionOwners copyOf(List<List<String>> owners, int copies) {
        List<List<String>> copy = List.copyOf(owners);
        return new PartitionOwners() {
            @Override
            public int partitions() {
                return copy.size();
            }

            @Override
            public int copies() {
                return copies;
            }

            @Override
            public List<String> of(int partition) {
                return copy.get(partition);
            }
        };
    }
}
