package io.foreshard.shard;

import java.util.List;

/**
 * The outcome of one round of the planner. Immutable and thread-safe.
 *
 * @param catalogue the next catalogue; the same object as before when nothing changes
 * @param decisions at least one decision for each shard, ordered by partition
 */
public record ShardPlan(ShardCatalogue catalogue, List<ShardDecision> decisions) {}
