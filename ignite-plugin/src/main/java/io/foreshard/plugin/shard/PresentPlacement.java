package io.foreshard.plugin.shard;

import io.foreshard.shard.balance.PartitionOwners;
import io.foreshard.shard.balance.ServerNode;
import java.util.Optional;
import org.apache.ignite.cluster.ClusterNode;

/** The owners of the partitions of the map, and what the servers have. Implementations are thread-safe. */
public interface PresentPlacement {
    /** Returns the owners as they are when all rebalances are done; empty while they are not known. */
    Optional<PartitionOwners> owners();

    /**
     * Returns a server for the planner of placements.
     *
     * @param measured whether its loads were measured in the last round
     */
    ServerNode server(ClusterNode server, boolean measured);
}
