package io.foreshard.plugin;

import io.foreshard.ingest.Ingestion;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.plugin.tier.Tier;
import io.foreshard.predict.NextActionModel;
import io.foreshard.prefetch.Prefetcher;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.plugin.IgnitePlugin;

/** What an application calls: {@code ignite.plugin(Foreshard.NAME)} on a server or a thick client. Thread-safe. */
public final class Foreshard implements IgnitePlugin {
    /** Name of the plugin. */
    public static final String NAME = "Foreshard";

    private final Ignite ignite;
    private final boolean configured;
    private final TierComponent tier;
    private final ShardComponent shards;
    private final PredictionComponent prediction;

    Foreshard(
            Ignite ignite,
            boolean configured,
            TierComponent tier,
            ShardComponent shards,
            PredictionComponent prediction) {
        this.prediction = prediction;
        this.ignite = ignite;
        this.configured = configured;
        this.tier = tier;
        this.shards = shards;
    }

    /**
     * Returns the ingestion service; the cluster must be active when it is called.
     *
     * @throws IllegalStateException if this node does not use the plugin
     */
    public Ingestion ingestion() {
        checkConfigured();
        return ignite.services().serviceProxy(Ingestion.SERVICE, Ingestion.class, false);
    }

    /**
     * Creates a prefetcher of this node: tell it what users do and what is read, and it reads ahead through the given caches.
     *
     * <p>It begins with what the windows of some users remember, which takes up to a second. On a thick client give it caches with a near cache; what it reads is then in the client's memory. Close it when it is not needed; it stops with the node.
     *
     * @param caches caches by the class of their keys; those of transactions and of objects
     * @param keyOfObject the key an object is read by
     * @throws IllegalStateException if this node does not use the plugin
     */
    public Prefetcher prefetcher(Map<Class<?>, IgniteCache<?, ?>> caches, LongFunction<?> keyOfObject) {
        checkConfigured();
        return prediction.prefetcher(caches, keyOfObject);
    }

    /**
     * Returns the model of the next action that serves now, or null as long as none does.
     *
     * @throws IllegalStateException if this node does not use the plugin
     */
    public NextActionModel model() {
        checkConfigured();
        return prediction.model();
    }

    private void checkConfigured() {
        if (!configured) {
            throw new IllegalStateException("This node does not use Foreshard: add a ForeshardConfiguration to "
                    + "IgniteConfiguration.pluginConfigurations.");
        }
    }

    /**
     * Returns the tier of this node.
     *
     * @throws IllegalStateException if it has none: it is a client, or no store is configured
     */
    public Tier tier() {
        if (tier.tier() == null) {
            throw new IllegalStateException(
                    "This node has no tier: it is a client, or its ForeshardConfiguration has no storeUri.");
        }
        return tier.tier();
    }

    /** Returns the shards as the last round of the coordinator left them, or null before the first round. */
    public ShardReport shards() {
        return shards == null ? null : shards.report();
    }
}
