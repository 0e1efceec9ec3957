package io.foreshard.plugin.node;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.ingest.IngestionCaches;
import io.foreshard.plugin.internal.cluster.StoredCaches;
import io.foreshard.plugin.internal.sql.RangePruning;
import io.foreshard.plugin.table.NameCheck;
import io.foreshard.plugin.table.PlacementCheck;
import io.foreshard.plugin.table.ProfiledTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteLogger;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.CachePluginProvider;
import org.apache.ignite.plugin.PluginContext;

/** The transaction table, the template for tables created in SQL, and the checks of other caches; on servers only. */
final class TableComponent implements PluginComponent {
    private final int partitions;
    private final int backups;
    private final CacheAtomicityMode atomicityMode;
    private final TableNames names;
    private PluginContext context;
    private IgniteLogger log;
    private NameCheck check;
    private volatile boolean joined;

    TableComponent(ForeshardConfiguration configuration) {
        this.partitions = configuration.get(ForeshardConfiguration.PARTITIONS);
        this.backups = configuration.get(ForeshardConfiguration.BACKUPS);
        this.atomicityMode = configuration.get(ForeshardConfiguration.ATOMICITY_MODE);
        this.names = configuration.tableNames();
    }

    @Override
    public void configure(PluginContext pluginContext, IgniteConfiguration ignite) throws IgniteCheckedException {
        RangePruning.disable();
        if (ignite.isClientMode()) {
            return; // caches in a client's configuration start with the client, which then cannot add a near cache
        }
        context = pluginContext;
        log = pluginContext.log(TableComponent.class);
        CacheConfiguration<?, ?> transactions = ProfiledTables.transactions(names, partitions, backups, atomicityMode);
        CacheConfiguration<?, ?> template = ProfiledTables.template(names, partitions, backups, atomicityMode);
        check = new NameCheck(
                names,
                List.of(
                        transactions,
                        template,
                        IngestionCaches.windows(names, backups),
                        IngestionCaches.receipts(names, backups),
                        StateCache.configuration(names)));
        checkConfigured(ignite);
        NodeConfiguration.add(ignite, transactions, template);
    }

    @Override
    public void start(PluginContext pluginContext) throws IgniteCheckedException {
        RangePruning.verify(pluginContext.grid());
        if (check != null) {
            StoredCaches.check(pluginContext.grid(), check::refusal);
        }
    }

    @Override
    public void joined() {
        joined = true;
    }

    @Override
    public CachePluginProvider<?> check(CacheConfiguration<?, ?> cache) {
        return check == null ? null : new CacheCheck(() -> refusal(cache));
    }

    private void checkConfigured(IgniteConfiguration ignite) throws IgniteCheckedException {
        List<String> refusals = new ArrayList<>();
        if (ignite.getCacheConfiguration() != null) {
            for (CacheConfiguration<?, ?> cache : ignite.getCacheConfiguration()) {
                refusals.add(check.refusal(cache, cache.getQueryEntities()));
            }
        }
        refusals.removeIf(Objects::isNull);
        if (!refusals.isEmpty()) {
            throw new IgniteCheckedException(String.join(" ", refusals));
        }
    }

    /** Returns why a cache must not be created, or null; for a cache that existed before, logs the reason and returns null. */
    private String refusal(CacheConfiguration<?, ?> cache) {
        String refusal = check.refusal(cache, cache.getQueryEntities());
        if (refusal == null) {
            refusal = PlacementCheck.refusal(cache, StoredCaches.isCreatedBySql(context.grid(), cache.getName()));
        }
        if (refusal != null && (!joined || StoredCaches.isInTransition(context.grid()))) {
            log.warning(refusal);
            return null;
        }
        return refusal;
    }
}
