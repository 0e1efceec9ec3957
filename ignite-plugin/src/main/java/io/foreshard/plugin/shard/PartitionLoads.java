package io.foreshard.plugin.shard;

/** The source of the sizes and counters of a node's own partitions. Implementations are thread-safe. */
public interface PartitionLoads {
    /** Returns the sizes and counters of this node's partitions, 0 for partitions that are not on this node; does not block. */
    LocalLoads read();
}
