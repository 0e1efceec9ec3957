package io.foreshard.plugin.shard;

import io.foreshard.shard.ShardLimits;
import io.foreshard.shard.balance.EpochForecast;
import io.foreshard.shard.balance.Mode;
import java.util.function.Supplier;

/**
 * What shard planning decides by, and what carries out its moves. Immutable; thread-safe if the supplier is.
 *
 * @param partitions number of partitions of the map
 * @param placement the owners of the partitions
 * @param moves moves partitions to other owners
 * @param forecast tells the load of the next epoch's partitions before it begins
 * @param mode returns the present mode
 */
public record ShardRules(
        int partitions,
        PresentPlacement placement,
        PartitionMoves moves,
        ShardLimits limits,
        EpochForecast forecast,
        Supplier<Mode> mode) {}
