package io.foreshard.plugin.shard;

import java.util.List;
import java.util.Optional;

/**
 * What all servers say about their copies of the partitions of the map. Immutable and thread-safe.
 *
 * @param obstacle why no move can begin now, as a sentence; empty if the cluster is settled (invariant M4 of docs/sharding.md)
 * @param unsettled the copies that are being filled or deleted
 */
public record CopyStates(Optional<String> obstacle, List<UnsettledCopy> unsettled) {
    public CopyStates {
        unsettled = List.copyOf(unsettled);
    }
}
