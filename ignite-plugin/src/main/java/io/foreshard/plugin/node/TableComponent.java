package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.internal.sql.RangePruning;
import io.foreshard.plugin.table.ProfiledTables;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginContext;

/** The transaction table and the template for tables that are created in SQL; servers bring them. */
final class TableComponent implements PluginComponent {
    private final ForeshardConfiguration configuration;

    TableComponent(ForeshardConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public void configure(PluginContext context, IgniteConfiguration ignite) throws IgniteCheckedException {
        RangePruning.disable();
        if (ignite.isClientMode()) {
            return; // a client that started the caches with its node could not give them a near cache
        }
        int partitions = configuration.getPartitions();
        int backups = configuration.getBackups();
        NodeConfiguration.add(
                ignite,
                ProfiledTables.transactions(partitions, backups, configuration.getAtomicityMode()),
                ProfiledTables.template(partitions, backups, configuration.getAtomicityMode()));
    }

    @Override
    public void start(PluginContext context) throws IgniteCheckedException {
        RangePruning.verify(context.grid());
    }
}
