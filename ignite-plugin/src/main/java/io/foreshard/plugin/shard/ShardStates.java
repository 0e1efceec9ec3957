package io.foreshard.plugin.shard;

import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.cluster.StreamCodec;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardCatalogueFormat;
import org.apache.ignite.Ignite;

/** The shared values of shard planning: the catalogue, the report of the last round, and the history of decisions; and the byte formats of answers. */
final class ShardStates {
    static final String CATALOGUE = "shard-catalogue";
    static final String REPORT = "shard-report";
    static final String HISTORY = "shard-history";

    static final StreamCodec<ShardReport> REPORTS =
            new StreamCodec<>(ShardReportFormat::write, ShardReportFormat::read, "the next round writes a new report");
    static final StreamCodec<ShardHistory> HISTORIES =
            new StreamCodec<>(ShardHistory::write, ShardHistory::read, "the history begins again");
    static final StreamCodec<ShardChange> CHANGES =
            new StreamCodec<>(ShardChange::write, ShardChange::read, "repeat the operation");

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
        return new SharedState<>(ignite, REPORT, REPORTS);
    }

    static SharedState<ShardHistory> history(Ignite ignite) {
        return new SharedState<>(ignite, HISTORY, HISTORIES);
    }
}
