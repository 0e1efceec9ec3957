package io.foreshard.plugin;

import io.foreshard.ingest.Ingestion;
import io.foreshard.plugin.prediction.ClusterModels;
import io.foreshard.plugin.shard.ClusterShards;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.plugin.tier.ClusterTier;
import io.foreshard.predict.ModelReport;
import io.foreshard.prefetch.Prefetcher;
import io.foreshard.tier.Tier;
import java.util.Optional;
import org.apache.ignite.plugin.IgnitePlugin;

/**
 * The plugin's API on a server or a thick client: {@code ignite.plugin(Foreshard.NAME)}.
 *
 * <p>Ignite's {@code plugin} method throws an {@code IgniteException} while the cluster is inactive; an object from an earlier call stays valid. A value
 * that does not exist yet is an empty Optional; a method that this node can never answer throws an {@code IllegalStateException} with the reason. Thread-safe.
 */
public interface Foreshard extends IgnitePlugin {
    /** Name of the plugin. */
    String NAME = "Foreshard";

    /**
     * Returns a proxy of the ingestion service. Its calls fail with an {@code IgniteException} while the cluster is inactive, and after the
     * activation until Ignite has deployed the service.
     *
     * @throws IllegalStateException if this node does not use the plugin
     */
    Ingestion ingestion();

    /**
     * Creates a prefetcher of this node for the transactions and for tables of objects.
     *
     * <p>Blocks up to one second to learn from sampled windows. On a thick client, create near caches first (
     * {@code ignite.getOrCreateNearCache}): prefetched rows are then in the memory of the client, otherwise in the memory of the servers. Close the
     * prefetcher after use; it stops with the node.
     *
     * @param objectCaches names of caches whose keys are {@link io.foreshard.key.ObjectKey}; the prefetcher reads the rows of predicted objects from them
     * @throws IllegalArgumentException if one of these caches does not exist
     * @throws IllegalStateException if this node does not use the plugin
     * @throws org.apache.ignite.IgniteException if the cluster is inactive
     */
    Prefetcher prefetcher(String... objectCaches);

    /**
     * Returns the quality figures of the active model of the next type, at most one second old; empty before the first model.
     *
     * @throws IllegalStateException if this node does not use the plugin
     * @throws org.apache.ignite.IgniteException if the cluster is inactive
     */
    Optional<ModelReport> model();

    /**
     * Returns the operations on the published models, from a server or a thick client; a thin client uses {@link ClusterModels#of}.
     *
     * @throws IllegalStateException if this node does not use the plugin
     */
    ClusterModels clusterModels();

    /**
     * Returns the tier of this server: its own partitions only. {@link #clusterTier} operates all servers. A failing store is reported by its calls, see
     * {@link Tier}.
     *
     * @throws IllegalStateException if this node does not use the plugin, is a client, or has no {@code tier.storeUri}
     */
    Tier tier();

    /**
     * Returns the operations on the tiers of all servers, from a server or a thick client; a thin client uses {@link ClusterTier#of}. As
     * {@code control.sh --tier}.
     *
     * @throws IllegalStateException if this node does not use the plugin
     */
    ClusterTier clusterTier();

    /**
     * Returns the shards as they are now, with their loads and decisions of the last round of shard planning; empty before the first round. A server sends no
     * request. While the cluster is inactive, the shards are those of the last round that reached this node.
     *
     * @throws IllegalStateException if this node does not use the plugin
     */
    Optional<ShardReport> shards();

    /**
     * Returns the operations on the shards, from a server or a thick client; a thin client uses {@link ClusterShards#of}. As {@code control.sh --shards}.
     *
     * @throws IllegalStateException if this node does not use the plugin
     */
    ClusterShards clusterShards();
}
