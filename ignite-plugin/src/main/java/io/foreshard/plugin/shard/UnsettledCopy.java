package io.foreshard.plugin.shard;

/**
 * A copy of a partition that is being filled by its new owner, or deleted by its previous one. Immutable and thread-safe.
 *
 * @param partition its number
 * @param server consistent id of the server with the copy
 * @param filling true if it is being filled, false if it is being deleted
 */
public record UnsettledCopy(int partition, String server, boolean filling) {}
