package io.foreshard.plugin.shard;

import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.ShardPlan;
import io.foreshard.shard.balance.Mode;
import io.foreshard.shard.balance.PlacementDecision;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The shards of a map, as all nodes read them: the catalogue, and for each shard its load and the decision about it in the last round of shard planning.
 *
 * <p>Immutable and thread-safe.
 */
public final class ShardReport implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long atMillis;
    private final Mode mode;
    private final ShardCatalogue catalogue;
    private final ShardMeasure[] measures;
    private final ShardDecision[] decisions;
    private final List<ServerReport> servers;
    private final PlacementRound placement;

    /** The arrays have one element for each shard of the catalogue and are not copied. */
    ShardReport(
            long atMillis,
            Mode mode,
            ShardCatalogue catalogue,
            ShardMeasure[] measures,
            ShardDecision[] decisions,
            List<ServerReport> servers,
            PlacementRound placement) {
        this.atMillis = atMillis;
        this.mode = mode;
        this.catalogue = catalogue;
        this.measures = measures;
        this.decisions = decisions;
        this.servers = List.copyOf(servers);
        this.placement = placement;
    }

    static ShardReport of(Mode mode, ShardPlan plan, ClusterLoads loads, PlacementRound placement) {
        List<Shard> shards = plan.catalogue().shards();
        return new ShardReport(
                loads.atMillis(),
                mode,
                plan.catalogue(),
                shards.stream().map(shard -> ShardMeasure.of(shard, loads)).toArray(ShardMeasure[]::new),
                shards.stream().map(plan::about).toArray(ShardDecision[]::new),
                loads.servers().stream().map(ServerReport::of).toList(),
                placement);
    }

    /**
     * Returns the report for a catalogue that was changed after the round. A shard whose partitions changed has no load before the next round, and its decision is
     * the change that created it.
     */
    ShardReport with(ShardCatalogue changed) {
        if (changed.version() == catalogue.version()) {
            return this;
        }
        List<Shard> shards = changed.shards();
        ShardMeasure[] newMeasures = new ShardMeasure[shards.size()];
        ShardDecision[] newDecisions = new ShardDecision[shards.size()];
        for (int i = 0; i < shards.size(); i++) {
            Shard shard = shards.get(i);
            int before = catalogue.shards().indexOf(catalogue.shardOf(shard.firstPartition()));
            boolean same = catalogue.shards().get(before).partitions() == shard.partitions();
            newMeasures[i] = same ? measures[before] : ShardMeasure.UNKNOWN;
            newDecisions[i] = same
                    ? decisions[before]
                    : new ShardDecision(
                            shard.origin(),
                            shard.firstPartition(),
                            shard.partitions(),
                            "changed after the last round, see SYS.SHARD_DECISIONS");
        }
        return new ShardReport(atMillis, mode, changed, newMeasures, newDecisions, servers, placement);
    }

    /** Returns the time of the round, on the clock of its coordinator. */
    public long atMillis() {
        return atMillis;
    }

    /** Returns the mode of the round. */
    public Mode mode() {
        return mode;
    }

    /** Returns the servers of the cluster in the round, also those that did not answer. */
    public List<ServerReport> servers() {
        return servers;
    }

    /** Returns the copies that are being filled or deleted; if there are none, the first moves that the round began or would begin, and why no more. */
    public List<PlacementDecision> moves() {
        return placement.decisions();
    }

    /** Returns the newest version of the placement whose move was completed and verified: all owners have the same rows. */
    public long verifiedPlacement() {
        return placement.verified();
    }

    PlacementRound placement() {
        return placement;
    }

    /** Returns the catalogue. */
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
                && mode == report.mode
                && catalogue.equals(report.catalogue)
                && Arrays.equals(measures, report.measures)
                && Arrays.equals(decisions, report.decisions)
                && servers.equals(report.servers)
                && placement.equals(report.placement);
    }

    @Override
    public int hashCode() {
        return catalogue.hashCode();
    }
}
