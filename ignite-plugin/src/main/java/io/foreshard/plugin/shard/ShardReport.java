package io.foreshard.plugin.shard;

import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.ShardPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The newest round of the coordinator as all nodes see it: the catalogue, each shard's load and the last decision about it.
 *
 * <p>Immutable and thread-safe.
 */
public final class ShardReport implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ShardCatalogue catalogue;
    private final PartitionLoad[] loads;
    private final ShardDecision[] decisions;

    private ShardReport(ShardCatalogue catalogue, PartitionLoad[] loads, ShardDecision[] decisions) {
        this.catalogue = catalogue;
        this.loads = loads;
        this.decisions = decisions;
    }

    static ShardReport of(ShardPlan plan, List<PartitionLoad> partitions) {
        List<PartitionLoad> loads = new ArrayList<>();
        List<ShardDecision> decisions = new ArrayList<>();
        for (Shard shard : plan.catalogue().shards()) {
            PartitionLoad sum = PartitionLoad.NONE;
            for (int partition = shard.firstPartition(); partition <= shard.lastPartition(); partition++) {
                sum = sum.plus(partitions.get(partition));
            }
            loads.add(sum);
            decisions.add(plan.decisions().stream()
                    .filter(decision -> decision.firstPartition() <= shard.lastPartition()
                            && shard.firstPartition() < decision.firstPartition() + decision.partitions())
                    .reduce((first, last) -> last)
                    .orElseThrow());
        }
        return new ShardReport(
                plan.catalogue(), loads.toArray(PartitionLoad[]::new), decisions.toArray(ShardDecision[]::new));
    }

    /** Returns the catalogue the report is about. */
    public ShardCatalogue catalogue() {
        return catalogue;
    }

    /** Returns the load of a shard, by its position in the catalogue. */
    public PartitionLoad load(int shard) {
        return loads[shard];
    }

    /** Returns the last decision about a shard, by its position in the catalogue. */
    public ShardDecision decision(int shard) {
        return decisions[shard];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardReport report
                && catalogue.equals(report.catalogue)
                && Arrays.equals(loads, report.loads)
                && Arrays.equals(decisions, report.decisions);
    }

    @Override
    public int hashCode() {
        return catalogue.hashCode();
    }
}
