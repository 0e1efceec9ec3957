package io.foreshard.shard.protocol;

import io.foreshard.shard.placement.Placement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The placements that a server knows, each with the topology version at which it took effect. Not thread-safe. */
final class PlacementHistory {
    private final TreeMap<TopologyVersion, Placement> placements;

    PlacementHistory(Placement recorded) {
        placements = new TreeMap<>(Map.of(TopologyVersion.ZERO, recorded));
    }

    private PlacementHistory(TreeMap<TopologyVersion, Placement> placements) {
        this.placements = placements;
    }

    PlacementHistory copy() {
        return new PlacementHistory(new TreeMap<>(placements));
    }

    Placement newest() {
        return placements.lastEntry().getValue();
    }

    /** Returns the placement of which a change made another one. */
    Optional<Placement> before(Placement next) {
        return placements.values().stream()
                .filter(placement -> placement.version() == next.version() - 1)
                .findAny();
    }

    /** Returns the last placement that is not newer than a topology version. */
    Placement at(TopologyVersion version) {
        return placements.floorEntry(version).getValue();
    }

    /** Returns whether a placement took effect at exactly this version. */
    boolean hasChangedAt(TopologyVersion version) {
        return placements.containsKey(version);
    }

    void put(TopologyVersion version, Placement placement) {
        placements.put(version, placement);
    }
}
