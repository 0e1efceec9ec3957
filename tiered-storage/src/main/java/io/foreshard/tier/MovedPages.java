package io.foreshard.tier;

/**
 * The pages that one offload or recall moved on one node. Immutable.
 *
 * @param partitions partitions that were asked for and are on this node
 * @param pages pages released by an offload, or fetched by a recall
 * @param bytes bytes of these pages
 */
public record MovedPages(int partitions, long pages, long bytes) {}
