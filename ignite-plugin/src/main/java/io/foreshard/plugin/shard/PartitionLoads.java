package io.foreshard.plugin.shard;

/** The source of what a node knows about its own partitions; thread-safe. */
public interface PartitionLoads {
    /** Returns sizes and counters of this node's partitions; those it does not hold are empty. Never waits. */
    LocalLoads read();
}
