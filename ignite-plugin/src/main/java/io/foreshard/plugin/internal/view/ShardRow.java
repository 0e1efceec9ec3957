package io.foreshard.plugin.internal.view;

import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardDecision;
import java.util.UUID;

/**
 * A row of the system view of shards.
 *
 * @param coverage share of its partitions that were measured in the last round
 * @param ageMillis time since the load was measured; -1 if it is not known
 * @param closedPartitions number of its partitions that take no new profile ids
 * @param partitions number of partitions of the map
 * @param nodeId id of the node that returns the row
 */
record ShardRow(
        Shard shard,
        PartitionLoad load,
        long remoteBytes,
        double coverage,
        long ageMillis,
        ShardDecision decision,
        int closedPartitions,
        int partitions,
        long catalogueVersion,
        UUID nodeId) {}
