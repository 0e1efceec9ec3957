package io.foreshard.shard.balance;

import java.util.List;

/** The owners of each partition, as they are when all moves in flight are done. An implementation is immutable. */
public interface PartitionOwners {
    /** Returns the number of partitions. */
    int partitions();

    /** Returns the consistent ids of the owners of a partition, the primary first; at least one. */
    List<String> of(int partition);

    /** Returns owners that have the values of a list now, one element for each partition. */
    static PartitionOwners copyOf(List<List<String>> owners) {
        List<List<String>> copy = List.copyOf(owners);
        return new PartitionOwners() {
            @Override
            public int partitions() {
                return copy.size();
            }

            @Override
            public List<String> of(int partition) {
                return copy.get(partition);
            }
        };
    }
}
