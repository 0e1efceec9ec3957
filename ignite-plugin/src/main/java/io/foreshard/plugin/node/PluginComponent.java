package io.foreshard.plugin.node;

import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.CachePluginProvider;
import org.apache.ignite.plugin.PluginContext;

/**
 * A part of the plugin on one node, called in the order of these methods; {@link ForeshardPluginProvider} lists them.
 *
 * <p>None of them may wait for an active cluster: caches and services are added to the configuration of the node instead.
 */
interface PluginComponent {
    /** Adds caches, templates and services to the node's configuration, and prepares the replacement that {@link #create} returns. */
    default void configure(PluginContext context, IgniteConfiguration ignite) throws IgniteCheckedException {}

    /** Returns this part's replacement of one of Ignite's components, or null if it has none. */
    default <T> T create(PluginContext context, Class<T> type) {
        return null;
    }

    /** Returns this part's check of a cache before it starts on this node, or null. */
    default CachePluginProvider<?> check(CacheConfiguration<?, ?> cache) {
        return null;
    }

    /** Starts the work that needs Ignite's processors; the node has not joined yet. */
    default void start(PluginContext context) throws IgniteCheckedException {}

    /** Called when the node has joined; the cluster may be inactive. */
    default void joined() throws IgniteCheckedException {}

    /** Called when the node begins to stop; from now on the part starts no new work. */
    default void leaving() {}

    /** Stops the parts in the reverse order of their starts; also called when the start failed half way. */
    default void stop(boolean cancel) {}
}
