package io.foreshard.tier;

/**
 * What is known about the use of a local partition.
 *
 * @param accesses accesses of its data pages since the node started
 * @param modifiedMillis when its file was written last, milliseconds since 1970 UTC
 */
public record PartitionActivity(long accesses, long modifiedMillis) {}
