package io.foreshard.plugin.internal.placement;

import io.foreshard.affinity.PlacementSource;
import io.foreshard.affinity.PreferredOwners;
import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.ignite.cache.affinity.AffinityFunctionContext;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;

/**
 * The placements of the map on one node, each with the topology version at which it took effect. A topology version has the last placement that is not newer
 * than it (invariant P4 of docs/sharding.md).
 *
 * <p>Thread-safe; no method waits.
 */
final class PlacementRegistry implements PlacementSource {
    /** More than the assignments Ignite keeps (IGNITE_AFFINITY_HISTORY_SIZE, 25): an older topology version is not asked for. */
    static final int HISTORY = 64;

    private final int partitions;
    private volatile NavigableMap<AffinityTopologyVersion, Placement> history;

    PlacementRegistry(Placement recorded) {
        partitions = recorded.partitions();
        history = new TreeMap<>(Map.of(AffinityTopologyVersion.ZERO, recorded));
    }

    /** Returns the newest placement. */
    Placement newest() {
        return history.lastEntry().getValue();
    }

    /** Returns the placement of a topology version. */
    Placement at(AffinityTopologyVersion version) {
        NavigableMap<AffinityTopologyVersion, Placement> now = history;
        Map.Entry<AffinityTopologyVersion, Placement> entry = now.floorEntry(version);
        return (entry == null ? now.firstEntry() : entry).getValue();
    }

    /** Returns all placements that are kept. */
    NavigableMap<AffinityTopologyVersion, Placement> history() {
        return new TreeMap<>(history);
    }

    /** Applies a change from a topology version on. Returns false, and changes nothing, if it was made for another version of the placement. */
    synchronized boolean apply(AffinityTopologyVersion version, PlacementChange change) {
        Placement newest = newest();
        if (change.baseVersion() != newest.version() || change.partitions() != partitions) {
            return false;
        }
        NavigableMap<AffinityTopologyVersion, Placement> next = history();
        next.put(version, newest.apply(change));
        while (next.size() > HISTORY) {
            next.pollFirstEntry();
        }
        history = next;
        return true;
    }

    /** Replaces all placements by those of another node. */
    synchronized void adopt(NavigableMap<AffinityTopologyVersion, Placement> others) {
        history = new TreeMap<>(others);
    }

    @Override
    public Optional<PreferredOwners> preferredOwners(int count, AffinityFunctionContext context) {
        return count == partitions ? preferredOwners(at(context.currentTopologyVersion())) : Optional.empty();
    }

    /** Returns the preferred owners of a placement; empty if it has none. */
    static Optional<PreferredOwners> preferredOwners(Placement placement) {
        return placement.ranges().isEmpty() ? Optional.empty() : Optional.of(new Owners(placement));
    }

    private record Owners(Placement placement) implements PreferredOwners {
        @Override
        public List<String> owners(int partition) {
            return placement.rangeOf(partition).map(PlacedRange::owners).orElse(List.of());
        }

        @Override
        public int copies(int partition) {
            return placement.rangeOf(partition).map(PlacedRange::copies).orElse(0);
        }
    }
}
