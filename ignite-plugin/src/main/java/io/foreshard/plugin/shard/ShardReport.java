package io.foreshard.plugin.shard;

import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.ShardPlan;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The result of the last round of shard planning, as all nodes read it: the catalogue, and for each shard its load and the last decision about it.
 *
 * <p>Immutable and thread-safe.
 */
public final class ShardReport implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long atMillis;
    private final ShardCatalogue catalogue;
    private final ShardMeasure[] measures;
    private final ShardDecision[] decisions;
    private final List<ServerReport> servers;

    /** The arrays have one element for each shard of the catalogue and are not copied. */
    ShardReport(
            long atMillis,
            ShardCatalogue catalogue,
            ShardMeasure[] measures,
            ShardDecision[] decisions,
            List<ServerReport> servers) {
        this.atMillis = atMillis;
        this.catalogue = catalogue;
        this.measures = measures;
        this.decisions = decisions;
        this.servers = List.copyOf(servers);
    }

    static ShardReport of(ShardPlan plan, ClusterLoads loads) {
        List<Shard> shards = plan.catalogue().shards();
        return new ShardReport(
                loads.atMillis(),
                plan.catalogue(),
                shards.stream().map(shard -> ShardMeasure.of(shard, loads)).toArray(ShardMeasure[]::new),
                shards.stream().map(shard -> decision(shard, plan)).toArray(ShardDecision[]::new),
                loads.servers().stream().map(ServerReport::of).toList());
    }

    private static ShardDecision decision(Shard shard, ShardPlan plan) {
        return plan.decisions().stream()
                .filter(decision -> decision.firstPartition() <= shard.lastPartition()
                        && shard.firstPartition() < decision.firstPartition() + decision.partitions())
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    /** Returns the time of the round, on the clock of its coordinator. */
    public long atMillis() {
        return atMillis;
    }

    /** Returns the servers of the cluster in the round, also those that did not answer. */
    public List<ServerReport> servers() {
        return servers;
    }

    /** Returns the catalogue after the round. */
    public ShardCatalogue catalogue() {
        return catalogue;
    }

    /** Returns the load of a shard by its position in the catalogue. */
    public PartitionLoad load(int shard) {
        return measures[shard].load();
    }

    /** Returns the bytes of remote pages in the primary copies of a shard, by its position in the catalogue. */
    public long remoteBytes(int shard) {
        return measures[shard].remoteBytes();
    }

    /**
     * Returns the time of the round in which the load of a shard was measured, by its position in the catalogue: the oldest over its partitions, 0 if one is
     * not known.
     */
    public long measuredMillis(int shard) {
        return measures[shard].measuredMillis();
    }

    /**
     * Returns the share of the partitions of a shard whose load was measured in this round, by its position in the catalogue, from 0 to 1. The loads of the
     * others were carried forward from an earlier round.
     */
    public double coverage(int shard) {
        return measures[shard].coverage();
    }

    ShardMeasure measure(int shard) {
        return measures[shard];
    }

    /** Returns the last decision about a shard by its position in the catalogue. */
    public ShardDecision decision(int shard) {
        return decisions[shard];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardReport report
                && atMillis == report.atMillis
                && catalogue.equals(report.catalogue)
                && Arrays.equals(measures, report.measures)
                && Arrays.equals(decisions, report.decisions)
                && servers.equals(report.servers);
    }

    @Override
    public int hashCode() {
        return catalogue.hashCode();
    }
}
