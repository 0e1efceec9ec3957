package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.MetricsConfiguration;
import io.foreshard.plugin.ingest.IngestionStatistics;
import io.foreshard.plugin.internal.request.ColdRequests;
import io.foreshard.plugin.metrics.Metric;
import io.foreshard.plugin.metrics.MetricsServer;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.predict.NextTypeModel;
import io.foreshard.prefetch.Outcome;
import io.foreshard.prefetch.PrefetchStatistics;
import io.foreshard.shard.throttle.MoveThrottle;
import io.foreshard.tier.ImageReport;
import io.foreshard.tier.LocalBudget;
import io.foreshard.tier.LocalReason;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TierSize;
import io.foreshard.tier.TierStatistics;
import io.foreshard.training.ModelSet;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.plugin.PluginContext;

/** Supplies the metrics of a node and serves them if {@code metrics.port} is set. */
final class MetricsComponent implements PluginComponent {
    private static final double NANOS_PER_SECOND = 1e9;

    private final String host;
    private final int port;
    private final Clock clock;
    private final EventLog events;
    private final MoveComponent moves;
    private final TierComponent tier;
    private final ShardComponent shards;
    private final PredictionComponent prediction;
    private final MetricsServer server = new MetricsServer();

    MetricsComponent(
            ForeshardConfiguration configuration,
            EventLog events,
            MoveComponent moves,
            TierComponent tier,
            ShardComponent shards,
            PredictionComponent prediction) {
        this.prediction = prediction;
        this.host = configuration.getMetrics().get(MetricsConfiguration.HOST);
        this.port = configuration.getMetrics().get(MetricsConfiguration.PORT);
        this.clock = configuration.clock();
        this.events = events;
        this.moves = moves;
        this.tier = tier;
        this.shards = shards;
    }

    @Override
    public void start(PluginContext context) throws IgniteCheckedException {
        if (port == 0) {
            return;
        }
        supplyEvents();
        supplyShards(context.igniteConfiguration().isClientMode());
        if (moves.throttle() != null) {
            supplyMoves(moves.throttle());
        }
        supplyIngestion(IngestionStatistics.of(context.grid()));
        supplyPrediction(() -> context.grid().cluster().state().active());
        if (tier.tier() != null) {
            supplyTier(tier.tier());
            supplyBudget(tier.budget());
            supplyRequests(tier.coldRequests());
        }
        try {
            server.listen(host, port);
        } catch (IOException e) {
            throw new IgniteCheckedException(
                    "Metrics cannot listen on " + host + ":" + port
                            + "; set ForeshardConfiguration.metrics.port to a free port, or to 0.",
                    e);
        }
    }

    private void supplyShards(boolean client) {
        server.supply(Metric.SHARDS, shard(report -> report.catalogue().shards().size()))
                .supply(Metric.CATALOGUE_VERSION, shard(report -> report.catalogue()
                        .version()))
                .supply(Metric.SHARD_SPLITS, shard(report -> report.catalogue().splits()))
                .supply(Metric.SHARD_MERGES, shard(report -> report.catalogue().merges()))
                .supply(Metric.OVERLOADED_PARTITIONS, shard(report -> report.catalogue()
                        .overloadedPartitions()
                        .cardinality()))
                .supply(Metric.SHARD_FAILURES, shards::failures)
                .supply(Metric.PLACEMENT_VERSION, shards::placementVersion)
                .supply(Metric.VERIFIED_PLACEMENT, shard(ShardReport::verifiedPlacement));
        if (!client) {
            server.supply(Metric.CLOSED_PARTITIONS, shards::closedPartitions);
        }
    }

    private void supplyMoves(MoveThrottle throttle) {
        server.supply(Metric.MOVE_BUDGET, throttle::bytesPerSecond)
                .supply(Metric.MOVE_BUDGET_LOWERED, throttle::slowSeconds)
                .supply(Metric.MOVED_BYTES, throttle::receivedBytes)
                .supply(Metric.OPERATION_WAIT, "last", () -> throttle.p99Nanos() / NANOS_PER_SECOND)
                .supply(Metric.OPERATION_WAIT, "quiet", () -> throttle.quietP99Nanos() / NANOS_PER_SECOND);
    }

    private void supplyIngestion(IngestionStatistics statistics) {
        server.supply(Metric.INGESTED_TRANSACTIONS, statistics::transactions)
                .supply(Metric.INGESTED_DUPLICATES, statistics::duplicates)
                .supply(Metric.INGESTED_BEYOND_HORIZON, statistics::beyondHorizon)
                .supply(Metric.WARMED, "read", statistics::warmed)
                .supply(Metric.WARMED, "dropped", statistics::warmingDropped)
                .supply(Metric.WARMED, "failed", statistics::warmingFailed);
    }

    private void supplyPrediction(Supplier<Boolean> active) {
        for (Outcome outcome : Outcome.values()) {
            server.supply(
                    Metric.PREFETCHED,
                    outcome.name().toLowerCase(Locale.ROOT),
                    () -> prediction.sum(statistics -> statistics.ended(outcome)));
        }
        server.supply(Metric.PREDICTIONS_MISSED, "dropped", () -> prediction.sum(PrefetchStatistics::eventsDropped))
                .supply(Metric.PREDICTIONS_MISSED, "failed", () -> prediction.sum(PrefetchStatistics::eventsFailed))
                .supply(
                        Metric.MODEL_AGE,
                        model(
                                active,
                                model -> (clock.millis() - model.trainedAt().toEpochMilli()) / 1_000.0))
                .supply(Metric.MODEL_VERSION, models(active, ModelSet::version))
                .supply(Metric.MODEL_ACCURACY, model(active, model -> model.score()
                        .accuracy()));
    }

    private Supplier<Number> model(Supplier<Boolean> active, Function<NextTypeModel, Number> value) {
        return models(active, models -> models.nextType().map(value).orElse(null));
    }

    private Supplier<Number> models(Supplier<Boolean> active, Function<ModelSet, Number> value) {
        return () -> {
            ModelSet models = active.get() ? prediction.models() : null;
            return models == null ? null : value.apply(models);
        };
    }

    private Supplier<Number> shard(Function<ShardReport, Number> value) {
        return () -> {
            ShardReport report = shards.report().orElse(null);
            return report == null ? null : value.apply(report);
        };
    }

    private void supplyTier(Tier present) {
        TierStatistics statistics = present.statistics();
        server.supply(Metric.TIER_REQUESTS, "get", statistics::fetches)
                .supply(Metric.TIER_REQUESTS, "put", statistics::uploads)
                .supply(Metric.TIER_REQUEST_BYTES, "get", statistics::fetchedBytes)
                .supply(Metric.TIER_REQUEST_BYTES, "put", statistics::uploadedBytes)
                .supply(Metric.HEDGED_READS, "first", tier.storeEvents()::hedgesInVain)
                .supply(Metric.HEDGED_READS, "second", tier.storeEvents()::hedgesAnswered)
                .supply(Metric.TIER_ERRORS, statistics::errors)
                .supply(Metric.TIER_DAMAGED_PAGES, "healed", statistics::healedPages)
                .supply(Metric.TIER_DAMAGED_PAGES, "lost", statistics::damagedPages)
                .supply(Metric.TIER_GARBAGE_OBJECTS, "failed", statistics::failedDeletions)
                .supply(Metric.TIER_GARBAGE_OBJECTS, "deleted", statistics::deletions)
                .supply(Metric.TIER_GARBAGE_BYTES, present::garbageBytes)
                .supply(Metric.TIER_IMAGE_SECONDS, image(present, image -> image.begun()
                        .getEpochSecond()))
                .supply(Metric.TIER_IMAGE_BYTES, image(present, ImageReport::bytes))
                .supply(Metric.AGE_RULE_FAILURES, statistics::failedAgeingRounds)
                .supply(Metric.OFFLOADS_PAUSED, () -> present.offloadPause().isPresent() ? 1 : 0)
                .supply(Metric.BLOCKED_WRITES, statistics::blockedChanges)
                .supply(Metric.PAUSED_TASKS, statistics::pausedTasks)
                .supply(Metric.LATCHED_FETCHES, statistics::latchedFetches)
                .supply(Metric.WAITING_WRITES, statistics::waitingChanges)
                .supply(Metric.WAITING_WRITE_SECONDS, () -> seconds(statistics.longestWaitingChange()))
                .supply(Metric.CHECKPOINT_DELAY_SECONDS, () -> seconds(statistics.checkpointDelay()))
                .supply(Metric.BREAKER_OPEN, () -> tier.storeEvents().isBreakerOpen() ? 1 : 0)
                .supply(tier.storeEvents().requests())
                .supplyAll(Metric.TIER_BYTES, () -> bytes(present.sizes()));
    }

    private void supplyBudget(LocalBudget budget) {
        server.supply(Metric.TIER_BUDGET_EXCEEDED, () -> budget.isExceeded() ? 1 : 0)
                .supply(Metric.TIER_RELEASED_PAGES, tier.tier().statistics()::releasedPages);
        for (LocalReason reason : LocalReason.values()) {
            server.supply(Metric.TIER_LOCAL_BYTES, reason.name().toLowerCase(Locale.ROOT), () -> budget.localBytes()
                    .get(reason));
        }
    }

    private void supplyRequests(ColdRequests requests) {
        server.supply(Metric.DEFERRED_REQUESTS, requests::deferred).supply(Metric.WAITING_REQUESTS, requests::waiting);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    private static Supplier<Number> image(Tier tier, Function<ImageReport, Number> value) {
        return () -> tier.lastImage().map(value).orElse(null);
    }

    private static Map<List<String>, Number> bytes(Map<String, TierSize> sizes) {
        Map<List<String>, Number> bytes = new LinkedHashMap<>();
        sizes.forEach((group, size) -> {
            bytes.put(List.of(group, "local"), size.allocatedBytes());
            bytes.put(List.of(group, "remote"), size.remoteBytes());
        });
        return bytes;
    }

    private void supplyEvents() {
        for (Event event : Event.values()) {
            server.supply(Metric.EVENTS, event.label(), () -> events.count(event));
        }
    }

    @Override
    public void stop(boolean cancel) {
        server.close();
    }
}
