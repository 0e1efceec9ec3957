package io.foreshard.plugin;

import io.foreshard.ingest.Ingestion;
import org.apache.ignite.Ignite;
import org.apache.ignite.plugin.IgnitePlugin;

/** What an application calls: {@code ignite.plugin(Foreshard.NAME)} on a server or a thick client. Thread-safe. */
public final class Foreshard implements IgnitePlugin {
    /** Name of the plugin. */
    public static final String NAME = "Foreshard";

    private final Ignite ignite;

    Foreshard(Ignite ignite) {
        this.ignite = ignite;
    }

    /** Returns the ingestion service; the cluster must be active. */
    public Ingestion ingestion() {
        return ignite.services().serviceProxy(Ingestion.SERVICE, Ingestion.class, false);
    }
}
