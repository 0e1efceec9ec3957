package io.foreshard.shard;

import java.util.List;

/**
 * The outcome of one round of the planner.
 *
 * @param catalogue the catalogue that should follow; the same object as before when nothing changes
 * @param decisions at least one for each shard, refusals too, in the order of their partitions
 */
public record ShardPlan(ShardCatalogue catalogue, List<ShardDecision> decisions) {}
