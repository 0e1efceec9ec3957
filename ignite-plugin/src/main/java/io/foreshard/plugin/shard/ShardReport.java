package io.foreshard.plugin.shard;

import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.ShardPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The result of the last round of shard planning, as all nodes read it: the catalogue, and for each shard its load and the last decision about it.
 *
 * <p>Immutable and thread-safe.
 */
public final class ShardReport implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ShardCatalogue catalogue;
    private final PartitionLoad[] loads;
    private final long[] remoteBytes;
    private final ShardDecision[] decisions;

    /** The arrays have one element for each shard of the catalogue and are not copied. */
    ShardReport(ShardCatalogue catalogue, PartitionLoad[] loads, long[] remoteBytes, ShardDecision[] decisions) {
        this.catalogue = catalogue;
        this.loads = loads;
        this.remoteBytes = remoteBytes;
        this.decisions = decisions;
    }

    static ShardReport of(ShardPlan plan, List<PartitionLoad> partitions, Collection<LocalLoads> nodes) {
        List<PartitionLoad> loads = new ArrayList<>();
        List<ShardDecision> decisions = new ArrayList<>();
        List<Long> remote = new ArrayList<>();
        for (Shard shard : plan.catalogue().shards()) {
            PartitionLoad sum = PartitionLoad.NONE;
            for (int partition = shard.firstPartition(); partition <= shard.lastPartition(); partition++) {
                sum = sum.plus(partitions.get(partition));
            }
            loads.add(sum);
            remote.add(nodes.stream()
                    .mapToLong(node -> IntStream.rangeClosed(shard.firstPartition(), shard.lastPartition())
                            .mapToLong(node::remoteBytes)
                            .sum())
                    .sum());
            decisions.add(plan.decisions().stream()
                    .filter(decision -> decision.firstPartition() <= shard.lastPartition()
                            && shard.firstPartition() < decision.firstPartition() + decision.partitions())
                    .reduce((first, last) -> last)
                    .orElseThrow());
        }
        return new ShardReport(
                plan.catalogue(),
                loads.toArray(PartitionLoad[]::new),
                remote.stream().mapToLong(Long::longValue).toArray(),
                decisions.toArray(ShardDecision[]::new));
    }

    /** Returns the catalogue after the round. */
    public ShardCatalogue catalogue() {
        return catalogue;
    }

    /** Returns the load of a shard by its position in the catalogue. */
    public PartitionLoad load(int shard) {
        return loads[shard];
    }

    /** Returns the bytes of remote pages in the primary copies of a shard, by its position in the catalogue. */
    public long remoteBytes(int shard) {
        return remoteBytes[shard];
    }

    /** Returns the last decision about a shard by its position in the catalogue. */
    public ShardDecision decision(int shard) {
        return decisions[shard];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardReport report
                && catalogue.equals(report.catalogue)
                && Arrays.equals(loads, report.loads)
                && Arrays.equals(remoteBytes, report.remoteBytes)
                && Arrays.equals(decisions, report.decisions);
    }

    @Override
    public int hashCode() {
        return catalogue.hashCode();
    }
}
