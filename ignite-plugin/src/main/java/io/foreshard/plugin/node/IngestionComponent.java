package io.foreshard.plugin.node;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.ingest.IngestionCaches;
import io.foreshard.plugin.ingest.IngestionService;
import io.foreshard.plugin.internal.view.RecentTransactionsView;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginContext;

/** The ingestion service with its caches, on servers only, and the view of recent transactions, on all nodes. */
final class IngestionComponent implements PluginComponent {
    private final int backups;
    private final TableNames names;

    IngestionComponent(ForeshardConfiguration configuration) {
        this.backups = configuration.get(ForeshardConfiguration.BACKUPS);
        this.names = configuration.tableNames();
    }

    @Override
    public void configure(PluginContext context, IgniteConfiguration ignite) {
        if (!Boolean.TRUE.equals(ignite.isClientMode())) {
            NodeConfiguration.add(
                    ignite,
                    IngestionCaches.windows(names, backups),
                    IngestionCaches.receipts(names, backups),
                    StateCache.configuration(names));
            NodeConfiguration.add(ignite, IngestionService.everywhere());
        }
    }

    @Override
    public void start(PluginContext context) {
        RecentTransactionsView.register(
                context.grid(), user -> IngestionService.recent(context.grid().cache(names.windows()), user));
    }
}
