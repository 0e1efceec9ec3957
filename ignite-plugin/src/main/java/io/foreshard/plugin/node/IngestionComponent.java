package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.ingest.IngestionCaches;
import io.foreshard.plugin.ingest.IngestionService;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginContext;

/** The ingestion service with its caches, on servers only. */
final class IngestionComponent implements PluginComponent {
    private final ForeshardConfiguration configuration;

    IngestionComponent(ForeshardConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public void configure(PluginContext context, IgniteConfiguration ignite) {
        if (!Boolean.TRUE.equals(ignite.isClientMode())) {
            NodeConfiguration.add(
                    ignite,
                    IngestionCaches.windows(configuration.getBackups()),
                    IngestionCaches.receipts(configuration.getBackups()),
                    StateCache.configuration());
            NodeConfiguration.add(ignite, IngestionService.everywhere());
        }
    }
}
