package io.foreshard.plugin.shard;

import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.balance.Load;
import java.util.List;

/**
 * The loads of all partitions and servers in one round, with the time at which each was measured. Immutable and thread-safe.
 *
 * @param atMillis time of the round
 * @param partitions one for each partition
 * @param servers one for each server of the cluster
 */
record ClusterLoads(long atMillis, List<MeasuredLoad> partitions, List<ServerRates> servers) {
    /**
     * The load of a partition.
     *
     * @param load sizes of the primary, rates of all servers
     * @param backupReadsPerSecond those of the reads that servers other than the primary did on their copies
     * @param measuredMillis time of the round in which the load was measured; an earlier one than that of this round if the server that has the primary did
     *     not answer, 0 if the load is unknown
     */
    record MeasuredLoad(PartitionLoad load, long remoteBytes, double backupReadsPerSecond, long measuredMillis) {
        static final MeasuredLoad UNKNOWN = new MeasuredLoad(PartitionLoad.NONE, 0, 0, 0);

        boolean isKnown() {
            return measuredMillis != 0;
        }
    }

    /** Returns whether the load of each partition is known, from this round or an earlier one. */
    boolean isKnown() {
        return partitions.stream().allMatch(MeasuredLoad::isKnown);
    }

    /** Returns the loads of the partitions for the planner of placements. */
    List<Load> amounts() {
        return partitions.stream()
                .map(measured -> new Load(
                        measured.load().bytes(),
                        measured.load().readsPerSecond(),
                        measured.load().writesPerSecond(),
                        measured.load().cpuPerSecond(),
                        measured.backupReadsPerSecond()))
                .toList();
    }

    /** Returns the loads of the partitions. */
    List<PartitionLoad> loads() {
        return partitions.stream().map(MeasuredLoad::load).toList();
    }
}
