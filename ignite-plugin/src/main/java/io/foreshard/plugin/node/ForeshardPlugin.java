package io.foreshard.plugin.node;

import io.foreshard.ingest.Ingestion;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.prediction.ClusterModels;
import io.foreshard.plugin.shard.ClusterShards;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.plugin.tier.ClusterTier;
import io.foreshard.predict.ModelReport;
import io.foreshard.predict.NextTypeModel;
import io.foreshard.prefetch.Prefetcher;
import io.foreshard.tier.Tier;
import io.foreshard.training.ModelSet;
import java.util.List;
import java.util.Optional;
import org.apache.ignite.Ignite;

/** The plugin's API on one node. Thread-safe. */
final class ForeshardPlugin implements Foreshard {
    private final Ignite ignite;
    private final TierComponent tier;
    private final ShardComponent shards;
    private final PredictionComponent prediction;

    ForeshardPlugin(Ignite ignite, TierComponent tier, ShardComponent shards, PredictionComponent prediction) {
        this.prediction = prediction;
        this.ignite = ignite;
        this.tier = tier;
        this.shards = shards;
    }

    @Override
    public Ingestion ingestion() {
        checkConfigured();
        return ignite.services().serviceProxy(Ingestion.SERVICE, Ingestion.class, false);
    }

    @Override
    public Prefetcher prefetcher(String... objectCaches) {
        checkConfigured();
        return prediction.prefetcher(List.of(objectCaches));
    }

    @Override
    public Optional<ModelReport> model() {
        checkConfigured();
        return Optional.ofNullable(prediction.models())
                .flatMap(ModelSet::nextType)
                .map(NextTypeModel::report);
    }

    @Override
    public ClusterModels clusterModels() {
        checkConfigured();
        return ClusterModels.of(ignite);
    }

    private void checkConfigured() {
        if (shards == null) {
            throw new IllegalStateException("This node does not use Foreshard: add a ForeshardConfiguration to "
                    + "IgniteConfiguration.pluginConfigurations.");
        }
    }

    @Override
    public Tier tier() {
        checkConfigured();
        if (tier.tier() == null) {
            throw new IllegalStateException(
                    "This node has no tier: it is a client, or its ForeshardConfiguration has no tier.storeUri.");
        }
        return tier.tier();
    }

    @Override
    public ClusterTier clusterTier() {
        checkConfigured();
        return ClusterTier.of(ignite);
    }

    @Override
    public Optional<ShardReport> shards() {
        checkConfigured();
        return shards.current();
    }

    @Override
    public ClusterShards clusterShards() {
        checkConfigured();
        return ClusterShards.of(ignite);
    }
}
