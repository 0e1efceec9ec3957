package io.foreshard.tier;

/**
 * The use of one local partition. Immutable.
 *
 * @param accesses accesses of its data pages since the node started
 * @param modifiedMillis last write of its file, milliseconds since 1970 UTC; {@link Long#MAX_VALUE} before the first one
 */
public record PartitionActivity(long accesses, long modifiedMillis) {}
