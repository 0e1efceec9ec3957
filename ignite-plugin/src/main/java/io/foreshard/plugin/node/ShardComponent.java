package io.foreshard.plugin.node;

import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.ShardingConfiguration;
import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.internal.cluster.Administrators;
import io.foreshard.plugin.internal.cluster.CachePartitionLoads;
import io.foreshard.plugin.internal.cluster.IgnitePlacement;
import io.foreshard.plugin.internal.cluster.NodeCapacity;
import io.foreshard.plugin.internal.cluster.SettingProperty;
import io.foreshard.plugin.internal.page.CpuSamples;
import io.foreshard.plugin.internal.placement.PlacementMoves;
import io.foreshard.plugin.internal.view.ShardDecisionsView;
import io.foreshard.plugin.internal.view.ShardMovesView;
import io.foreshard.plugin.internal.view.ShardsView;
import io.foreshard.plugin.shard.RoundTiming;
import io.foreshard.plugin.shard.ServerShardService;
import io.foreshard.plugin.shard.ShardManager;
import io.foreshard.plugin.shard.ShardOperations;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.plugin.shard.ShardRules;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.shard.ShardLimits;
import io.foreshard.shard.balance.EpochForecast;
import io.foreshard.shard.balance.Mode;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginContext;

/** Shard planning on a node: the rounds, their thread, their operations, and the views {@code SYS.SHARDS}, {@code SYS.SHARD_DECISIONS} and {@code SYS.SHARD_MOVES}. */
final class ShardComponent implements PluginComponent {
    /** Number of epoch values (4 bits); a shard never holds partitions of two epochs. */
    private static final int EPOCHS = 16;

    private final int partitions;
    private final String windows;
    private final String tables;
    private final String failureDomain;
    private final ShardLimits limits;
    private final EpochForecast forecast;
    private final Mode configuredMode;
    private final PageComponent pages;
    private final PlacementComponent placements;
    private final ClusterEvents events;
    private PluginContext context;
    private ScheduledExecutorService rounds;
    private ScheduledExecutorService samples;
    private ShardManager manager;

    ShardComponent(
            ForeshardConfiguration configuration, PageComponent pages, PlacementComponent placements, EventLog log) {
        this.placements = placements;
        events = new ClusterEvents(log);
        this.pages = pages;
        this.partitions = configuration.get(ForeshardConfiguration.PARTITIONS);
        this.windows = configuration.tableNames().windows();
        this.tables = configuration.tableNames().group();
        ProfileLayout layout = ProfileLayout.transactions();
        this.forecast = new EpochForecast(
                layout.epochs(),
                partitions >>> layout.width(Field.EPOCH),
                configuration.get(ForeshardConfiguration.EPOCH_DURATION),
                configuration.clock());
        ShardingConfiguration sharding = configuration.getSharding();
        this.failureDomain = sharding.get(ShardingConfiguration.FAILURE_DOMAIN);
        this.configuredMode = sharding.get(ShardingConfiguration.MODE);
        this.limits = ShardLimits.of(
                        sharding.get(ShardingConfiguration.SPLIT_BYTES),
                        sharding.get(ShardingConfiguration.SPLIT_OPERATIONS_PER_SECOND),
                        partitions / EPOCHS)
                .mergeAfter(sharding.get(ShardingConfiguration.MERGE_AFTER));
    }

    @Override
    public void configure(PluginContext pluginContext, IgniteConfiguration ignite) {
        if (!ignite.isClientMode()) {
            NodeConfiguration.add(ignite, ServerShardService.everywhere());
        }
    }

    @Override
    public void start(PluginContext pluginContext) throws IgniteCheckedException {
        context = pluginContext;
        if (!context.igniteConfiguration().isClientMode()) {
            NodeCapacity.register(context.grid(), failureDomain);
        }
        rounds = DaemonThreads.scheduled("foreshard-shards");
        ShardRules rules = new ShardRules(
                partitions,
                new IgnitePlacement(context.grid(), tables),
                new PlacementMoves(context.grid(), placements.placement(), pages.memories()),
                limits,
                forecast,
                SettingProperty.register(
                        context.grid(),
                        ShardingConfiguration.MODE,
                        configuredMode,
                        "foreshard.shards.mode",
                        "Mode of shard planning: off, advise (reports what it would do) or auto; null: sharding.mode of the oldest server"));
        manager = new ShardManager(context.grid(), Clock.systemUTC(), rules, RoundTiming.defaults(), events);
        StateListener.register(context.grid(), events);
        ShardsView.register(context.grid(), manager::current, manager::closedPartitions);
        ShardMovesView.register(context.grid(), manager::current);
        ShardDecisionsView.register(context.grid(), manager::decisions, partitions);
        new ShardOperations(
                        context.grid(),
                        Clock.systemUTC(),
                        rules,
                        manager,
                        () -> Administrators.check(context.grid()),
                        events)
                .publish();
    }

    @Override
    public void joined() {
        boolean client = context.igniteConfiguration().isClientMode();
        if (!client) {
            samples = DaemonThreads.scheduled("foreshard-cpu-samples");
            CpuSamples.begin(samples);
        }
        manager.start(
                rounds, client ? null : new CachePartitionLoads(context.grid(), pages.memories(), partitions, windows));
    }

    @Override
    public void stop(boolean cancel) {
        if (manager != null) {
            manager.close();
            rounds.shutdownNow();
        }
        if (samples != null) {
            samples.shutdownNow();
        }
    }

    /** Returns the report of the last round that reached this node; empty before the first. Sends no request. */
    Optional<ShardReport> report() {
        return manager == null ? Optional.empty() : manager.report();
    }

    /** Returns the present shards with the report of the last round; empty before the first. */
    Optional<ShardReport> current() {
        return manager == null ? Optional.empty() : manager.current();
    }

    /** Returns the version of the placement that this node knows. Sends no request. */
    long placementVersion() {
        return placements.placement().placement().version();
    }

    /** Returns the number of partitions that take no new profile ids. Sends a request on a client only. */
    int closedPartitions() {
        return manager == null ? 0 : manager.closedPartitions().partitions().cardinality();
    }

    /** Returns the number of failed rounds on this node. */
    long failures() {
        return manager == null ? 0 : manager.failures();
    }
}
