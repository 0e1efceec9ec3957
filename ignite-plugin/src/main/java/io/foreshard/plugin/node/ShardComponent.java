package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.internal.cluster.CachePartitionLoads;
import io.foreshard.plugin.internal.view.ShardsView;
import io.foreshard.plugin.shard.ShardManager;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.plugin.table.ProfiledTables;
import io.foreshard.shard.ShardLimits;
import java.time.Clock;
import org.apache.ignite.plugin.PluginContext;

/** The shards of a node: the rounds of planning and the view {@code SYS.SHARDS}. */
final class ShardComponent implements PluginComponent {
    /** Epochs in a map: a shard does not grow over the boundary of an epoch. */
    private static final int EPOCHS = 16;

    private final int partitions;
    private final ShardLimits limits;
    private final PageComponent pages;
    private PluginContext context;
    private ShardManager manager;

    ShardComponent(ForeshardConfiguration configuration, PageComponent pages) {
        this.pages = pages;
        this.partitions = configuration.getPartitions();
        this.limits = ShardLimits.of(
                configuration.getShardBytes(), configuration.getShardOperationsPerSecond(), partitions / EPOCHS);
    }

    @Override
    public void start(PluginContext pluginContext) {
        context = pluginContext;
        manager = new ShardManager(
                context.grid(), context.log(ShardManager.class), Clock.systemUTC(), partitions, limits);
        ShardsView.register(context.grid(), manager::report);
    }

    @Override
    public void joined() {
        boolean client = context.igniteConfiguration().isClientMode();
        manager.start(
                client
                        ? null
                        : new CachePartitionLoads(context.grid(), pages.memories(), ProfiledTables.GROUP, partitions));
    }

    @Override
    public void stop(boolean cancel) {
        if (manager != null) {
            manager.close();
        }
    }

    /** Returns the newest report, or null before the first. */
    ShardReport report() {
        return manager == null ? null : manager.report();
    }

    /** Returns how many rounds have failed on this node. */
    long failures() {
        return manager == null ? 0 : manager.failures();
    }
}
