package io.foreshard.plugin.node;

import io.foreshard.plugin.internal.placement.ClusterPlacement;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.plugin.PluginContext;

/** The placement on a node, and what nodes exchange about it when one joins. */
final class PlacementComponent implements PluginComponent {
    /** The entry of the data that nodes exchange. */
    private static final String HISTORY = "placements";

    private final int partitions;
    private ClusterPlacement placement;

    PlacementComponent(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public void start(PluginContext context) throws IgniteCheckedException {
        placement = ClusterPlacement.start(context.grid(), partitions);
    }

    @Override
    public void stop(boolean cancel) {
        if (placement != null) {
            placement.close();
        }
    }

    ClusterPlacement placement() {
        return placement;
    }

    /** Returns the settings of a node with its placements, for other nodes. */
    Serializable joinData(Map<String, String> settings) {
        TreeMap<String, String> data = new TreeMap<>(settings);
        String history = placement.history();
        if (history != null) {
            data.put(HISTORY, history);
        }
        return data;
    }

    /** Returns why a server with these data must not join, and the cure; null if it may join. */
    String refusal(Serializable joining) {
        return joining instanceof Map<?, ?> data && data.get(HISTORY) instanceof String history
                ? placement.refusal(history)
                : "The joining server has no placements: run the same version of Foreshard on all nodes.";
    }

    /** Takes what another node sent when a node joined. */
    void receive(UUID joining, Serializable sent) {
        if (sent instanceof Map<?, ?> data && data.get(HISTORY) instanceof String history) {
            placement.receive(joining, history);
        }
    }
}
