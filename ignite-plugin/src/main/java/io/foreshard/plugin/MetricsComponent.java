package io.foreshard.plugin;

import io.foreshard.plugin.metrics.Metric;
import io.foreshard.plugin.metrics.MetricsServer;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.plugin.table.ProfiledTables;
import io.foreshard.plugin.tier.Tier;
import io.foreshard.plugin.tier.TierSize;
import io.foreshard.plugin.tier.TierStatistics;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.plugin.PluginContext;

/** The metrics of a node whose {@code metricsPort} is set. */
final class MetricsComponent implements PluginComponent {
    private final ForeshardConfiguration configuration;
    private final TierComponent tier;
    private final ShardComponent shards;
    private final MetricsServer server = new MetricsServer();

    MetricsComponent(ForeshardConfiguration configuration, TierComponent tier, ShardComponent shards) {
        this.configuration = configuration;
        this.tier = tier;
        this.shards = shards;
    }

    @Override
    public void start(PluginContext context) throws IgniteCheckedException {
        if (configuration.getMetricsPort() == 0) {
            return;
        }
        supplyShards();
        if (tier.tier() != null) {
            supplyTier(tier.tier(), () -> context.grid().cluster().state().active());
        }
        try {
            server.listen(configuration.getMetricsHost(), configuration.getMetricsPort());
        } catch (IOException e) {
            throw new IgniteCheckedException(
                    "Metrics cannot listen on " + configuration.getMetricsHost() + ":" + configuration.getMetricsPort()
                            + "; set ForeshardConfiguration.metricsPort to a free port, or to 0.",
                    e);
        }
    }

    private void supplyShards() {
        server.supply(Metric.SHARDS, shard(report -> report.catalogue().shards().size()))
                .supply(Metric.CATALOGUE_VERSION, shard(report -> report.catalogue()
                        .version()))
                .supply(Metric.SHARD_SPLITS, shard(report -> report.catalogue().splits()))
                .supply(Metric.SHARD_MERGES, shard(report -> report.catalogue().merges()))
                .supply(
                        Metric.CLOSED_PARTITIONS,
                        shard(report -> report.catalogue().closedPartitions().cardinality()))
                .supply(Metric.SHARD_FAILURES, shards::failures);
    }

    private Supplier<Number> shard(Function<ShardReport, Number> value) {
        return () -> {
            ShardReport report = shards.report();
            return report == null ? null : value.apply(report);
        };
    }

    private void supplyTier(Tier present, Supplier<Boolean> active) {
        TierStatistics statistics = present.statistics();
        server.supply(Metric.TIER_REQUESTS, "get", statistics::remoteReads)
                .supply(Metric.TIER_REQUESTS, "put", statistics::uploads)
                .supply(Metric.TIER_REQUEST_BYTES, "get", statistics::remoteReadBytes)
                .supply(Metric.TIER_REQUEST_BYTES, "put", statistics::uploadedBytes)
                .supply(Metric.TIER_ERRORS, statistics::errors)
                .supply(Metric.TIER_WAITS, statistics::waits)
                .supply(Metric.TIER_BYTES, "local", size(present, active, TierSize::allocatedBytes))
                .supply(Metric.TIER_BYTES, "remote", size(present, active, TierSize::remoteBytes));
    }

    private static Supplier<Number> size(Tier tier, Supplier<Boolean> active, Function<TierSize, Number> value) {
        return () -> active.get() ? value.apply(tier.size(ProfiledTables.GROUP)) : null;
    }

    @Override
    public void stop(boolean cancel) {
        server.close();
    }
}
