package io.foreshard.plugin;

import io.foreshard.ingest.Ingestion;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.predict.NextActionModel;
import io.foreshard.prefetch.Prefetcher;
import io.foreshard.tier.Tier;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.plugin.IgnitePlugin;

/** What an application calls: {@code ignite.plugin(Foreshard.NAME)} on a server or a thick client. Thread-safe. */
public interface Foreshard extends IgnitePlugin {
    /** Name of the plugin. */
    String NAME = "Foreshard";

    /**
     * Returns the ingestion service; the cluster must be active when it is called.
     *
     * @throws IllegalStateException if this node does not use the plugin
     */
    Ingestion ingestion();

    /**
     * Creates a prefetcher of this node: tell it what users do and what is read, and it reads ahead through the given caches.
     *
     * <p>It begins with what the windows of some users remember, which takes up to a second. On a thick client give it caches with a near cache; what it reads is then in the client's memory. Close it when it is not needed; it stops with the node.
     *
     * @param caches caches by the class of their keys; those of transactions and of objects
     * @param keyOfObject the key an object is read by
     * @throws IllegalStateException if this node does not use the plugin
     */
    Prefetcher prefetcher(Map<Class<?>, IgniteCache<?, ?>> caches, LongFunction<?> keyOfObject);

    /**
     * Returns the serving model of the next action, empty if none serves yet.
     *
     * @throws IllegalStateException if this node does not use the plugin
     */
    Optional<NextActionModel> model();

    /**
     * Returns the tier of this node.
     *
     * @throws IllegalStateException if it has none: it is a client, or no store is configured
     */
    Tier tier();

    /**
     * Returns the report of the last round of shard planning, empty before the first round.
     *
     * @throws IllegalStateException if this node does not use the plugin
     */
    Optional<ShardReport> shards();
}
