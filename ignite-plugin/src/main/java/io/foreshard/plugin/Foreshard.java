package io.foreshard.plugin;

import io.foreshard.ingest.Ingestion;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.plugin.tier.Tier;
import org.apache.ignite.Ignite;
import org.apache.ignite.plugin.IgnitePlugin;

/** What an application calls: {@code ignite.plugin(Foreshard.NAME)} on a server or a thick client. Thread-safe. */
public final class Foreshard implements IgnitePlugin {
    /** Name of the plugin. */
    public static final String NAME = "Foreshard";

    private final Ignite ignite;
    private final boolean configured;
    private final TierComponent tier;
    private final ShardComponent shards;

    Foreshard(Ignite ignite, boolean configured, TierComponent tier, ShardComponent shards) {
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
        if (!configured) {
            throw new IllegalStateException("This node does not use Foreshard: add a ForeshardConfiguration to "
                    + "IgniteConfiguration.pluginConfigurations.");
        }
        return ignite.services().serviceProxy(Ingestion.SERVICE, Ingestion.class, false);
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
