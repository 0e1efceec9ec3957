package io.foreshard.plugin.shard;

import io.foreshard.plugin.shard.ClusterLoads.MeasuredLoad;
import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.Shard;
import java.io.Serializable;
import java.util.List;

/** The load of one shard in the last round of shard planning, and how much of it was measured then. Immutable and thread-safe. */
final class ShardMeasure implements Serializable {
    private static final long serialVersionUID = 1L;

    static final ShardMeasure UNKNOWN = new ShardMeasure(PartitionLoad.NONE, 0, 0, 0);

    private final PartitionLoad load;
    private final long remoteBytes;
    private final long measuredMillis;
    private final double coverage;

    /**
     * @param measuredMillis time of the oldest round in which a partition of the shard was measured last; 0 if one is not known
     * @param coverage share of the partitions that were measured in the last round, from 0 to 1
     */
    ShardMeasure(PartitionLoad load, long remoteBytes, long measuredMillis, double coverage) {
        this.load = load;
        this.remoteBytes = remoteBytes;
        this.measuredMillis = measuredMillis;
        this.coverage = coverage;
    }

    static ShardMeasure of(Shard shard, ClusterLoads loads) {
        List<MeasuredLoad> partitions = loads.partitions().subList(shard.firstPartition(), shard.lastPartition() + 1);
        return new ShardMeasure(
                partitions.stream().map(MeasuredLoad::load).reduce(PartitionLoad.NONE, PartitionLoad::plus),
                partitions.stream().mapToLong(MeasuredLoad::remoteBytes).sum(),
                partitions.stream()
                        .mapToLong(MeasuredLoad::measuredMillis)
                        .min()
                        .orElse(0),
                partitions.stream()
                                .filter(partition -> partition.measuredMillis() == loads.atMillis())
                                .count()
                        / (double) partitions.size());
    }

    PartitionLoad load() {
        return load;
    }

    long remoteBytes() {
        return remoteBytes;
    }

    long measuredMillis() {
        return measuredMillis;
    }

    double coverage() {
        return coverage;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardMeasure measure
                && load.equals(measure.load)
                && remoteBytes == measure.remoteBytes
                && measuredMillis == measure.measuredMillis
                && Double.compare(coverage, measure.coverage) == 0;
    }

    @Override
    public int hashCode() {
        return load.hashCode();
    }
}
