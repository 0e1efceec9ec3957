package io.foreshard.shard.balance;

import io.foreshard.shard.placement.PlacedRange;
import java.util.List;

/**
 * The outcome of one round of placement. Immutable and thread-safe.
 *
 * @param ranges the new owners of each partition that moves, in the order of the partitions: the ranges of one
 *     {@link io.foreshard.shard.placement.PlacementChange}
 * @param decisions the moves in the order in which they were decided, then the reasons why nothing more moves; at least one
 * @param recent the recent moves after this round
 * @param bytes bytes that the moves copy
 */
public record PlacementPlan(
        List<PlacedRange> ranges, List<PlacementDecision> decisions, List<RecentMove> recent, long bytes) {}
