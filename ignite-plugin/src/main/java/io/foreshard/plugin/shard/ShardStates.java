package io.foreshard.plugin.shard;

import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.cluster.StreamCodec;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardCatalogueFormat;
import org.apache.ignite.Ignite;

/** The shared values of shard planning: the catalogue, and the report of the last round. */
final class ShardStates {
    static final String CATALOGUE = "shard-catalogue";
    static final String REPORT = "shard-report";

    private ShardStates() {}

    static SharedState<ShardCatalogue> catalogue(Ignite ignite) {
        return new SharedState<>(
                ignite,
                CATALOGUE,
                new StreamCodec<>(
                        ShardCatalogueFormat::write,
                        ShardCatalogueFormat::read,
                        "the planner starts again from shards of equal size"));
    }

    static SharedState<ShardReport> report(Ignite ignite) {
        return new SharedState<>(
                ignite,
                REPORT,
                new StreamCodec<>(
                        ShardReportFormat::write, ShardReportFormat::read, "the next round writes a new report"));
    }
}
