package io.foreshard.plugin.tier;

/**
 * What one offload moved on one node.
 *
 * @param partitions partitions looked at
 * @param pages pages whose local copy was given up
 */
public record OffloadReport(int partitions, long pages) {}
