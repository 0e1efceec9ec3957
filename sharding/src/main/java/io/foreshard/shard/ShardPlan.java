package io.foreshard.shard;

import java.util.List;

/**
 * The outcome of one round of the planner. Immutable and thread-safe.
 *
 * @param catalogue the next catalogue; the same object as before when nothing changes
 * @param decisions decisions in the order of the shards, each shard covered by at least one; a decision about a single partition precedes that about its shard
 */
public record ShardPlan(ShardCatalogue catalogue, List<ShardDecision> decisions) {}
