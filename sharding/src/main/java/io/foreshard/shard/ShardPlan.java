package io.foreshard.shard;

import java.util.List;

/**
 * The outcome of one round of the planner. Immutable and thread-safe.
 *
 * @param catalogue the next catalogue; the same object as before when nothing changes
 * @param decisions first those about single partitions, then those about shards in the order of their partitions; a shard is covered by at least one, and the
 *     last one that covers it is the newest: a shard that is split twice in a round precedes its halves
 */
public record ShardPlan(ShardCatalogue catalogue, List<ShardDecision> decisions) {}
