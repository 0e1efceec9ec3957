package io.foreshard.plugin.internal.placement;

import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementFormat;
import java.util.Base64;
import java.util.NavigableMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;

/** The placements of a node as text, which nodes exchange when one joins: {@code topology.minor:base64}, separated by commas. */
final class PlacementHistoryText {
    private PlacementHistoryText() {}

    static String of(NavigableMap<AffinityTopologyVersion, Placement> history) {
        StringJoiner text = new StringJoiner(",");
        history.forEach(
                (version, placement) -> text.add(version.topologyVersion() + "." + version.minorTopologyVersion() + ":"
                        + Base64.getEncoder().encodeToString(PlacementFormat.bytes(placement))));
        return text.toString();
    }

    /** @throws IllegalArgumentException if the text is not a history */
    static NavigableMap<AffinityTopologyVersion, Placement> parse(String text) {
        NavigableMap<AffinityTopologyVersion, Placement> history = new TreeMap<>();
        for (String entry : text.split(",", -1)) {
            String[] parts = entry.split("[.:]", 3);
            if (parts.length != 3) {
                throw new IllegalArgumentException("The placements of a joining node are not readable.");
            }
            history.put(
                    new AffinityTopologyVersion(Long.parseLong(parts[0]), Integer.parseInt(parts[1])),
                    PlacementFormat.placement(Base64.getDecoder().decode(parts[2])));
        }
        return history;
    }
}
