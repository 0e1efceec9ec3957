package io.foreshard.plugin;

import io.foreshard.ingest.Ingestion;
import org.apache.ignite.Ignite;
import org.apache.ignite.plugin.IgnitePlugin;

/** What an application calls: {@code ignite.plugin(Foreshard.NAME)} on a server or a thick client. Thread-safe. */
public final class Foreshard implements IgnitePlugin {
    /** Name of the plugin. */
    public static final String NAME = "Foreshard";

    private final Ignite ignite;
    private final boolean configured;

    Foreshard(Ignite ignite, boolean configured) {
        this.ignite = ignite;
        this.configured = configured;
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
}
