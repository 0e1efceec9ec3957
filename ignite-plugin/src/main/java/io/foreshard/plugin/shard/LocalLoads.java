package io.foreshard.plugin.shard;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sizes and counters of the partitions of one server at a moment. Immutable and thread-safe.
 *
 * @param partitions by partition; a partition that is not on the server has no entry
 * @param windowOperations operations on the windows of users on this server; windows have partitions of their own, which do not move with the shards
 */
public record LocalLoads(SortedMap<Integer, LocalPartition> partitions, long windowOperations) {
    /** A server without partitions. */
    static final LocalLoads NONE = new LocalLoads(Map.of(), 0);

    public LocalLoads(Map<Integer, LocalPartition> partitions, long windowOperations) {
        this(new TreeMap<>(partitions), windowOperations);
    }

    public LocalLoads {
        partitions = Collections.unmodifiableSortedMap(partitions);
    }

    LocalPartition partition(int number) {
        return partitions.getOrDefault(number, LocalPartition.NONE);
    }
}
