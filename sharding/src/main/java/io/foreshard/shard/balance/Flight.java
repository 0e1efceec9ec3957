package io.foreshard.shard.balance;

/**
 * A move under way. Immutable and thread-safe.
 *
 * @param firstPartition first partition of the range
 * @param partitions number of partitions
 * @param bytesLeft bytes that are still to be copied, at least 0
 */
public record Flight(int firstPartition, int partitions, long bytesLeft) {}
