package io.foreshard.tier;

/**
 * What one offload or recall moved on one node.
 *
 * @param partitions partitions looked at
 * @param pages pages whose local copy was given up, or that came back
 */
public record OffloadReport(int partitions, long pages) {}
