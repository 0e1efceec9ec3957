package io.foreshard.affinity;

import java.util.Optional;
import org.apache.ignite.cache.affinity.AffinityFunctionContext;

/**
 * The placements that one node knows. Implementations are thread-safe and never wait for the cluster: Ignite asks inside of partition map exchanges.
 */
public interface PlacementSource {
    /**
     * Returns the preferred owners at the topology version of a context: the same on all nodes that ask for this version.
     *
     * @param partitions number of partitions of the map
     * @return empty if rendezvous chooses all owners
     */
    Optional<PreferredOwners> preferredOwners(int partitions, AffinityFunctionContext context);
}
