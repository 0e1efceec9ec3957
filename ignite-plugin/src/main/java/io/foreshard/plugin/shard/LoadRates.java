package io.foreshard.plugin.shard;

import io.foreshard.shard.PartitionLoad;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The rates of all partitions, from the difference of the counters of all nodes between two rounds.
 *
 * <p>The rate is 0 in a round in which a counter is new or decreased or the primary of the partition changed, and for all partitions if the clock did not
 * advance. Not thread-safe.
 */
final class LoadRates {
    private final int partitions;
    private Map<UUID, LocalLoads> before = Map.of();
    private long beforeMillis;

    LoadRates(int partitions) {
        this.partitions = partitions;
    }

    /** Returns the load of each partition. */
    List<PartitionLoad> next(Map<UUID, LocalLoads> now, long nowMillis) {
        if (nowMillis <= beforeMillis) {
            before = Map.of(); // no duration to divide by
        }
        double seconds = (nowMillis - beforeMillis) / 1000.0;
        List<PartitionLoad> loads = new ArrayList<>(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            PartitionLoad sum = PartitionLoad.NONE;
            for (Map.Entry<UUID, LocalLoads> node : now.entrySet()) {
                sum = sum.plus(load(node.getValue(), before.get(node.getKey()), partition, seconds));
            }
            loads.add(sum);
        }
        before = new HashMap<>(now);
        beforeMillis = nowMillis;
        return loads;
    }

    private static PartitionLoad load(LocalLoads now, LocalLoads before, int partition, double seconds) {
        boolean known = before != null && before.isPrimary(partition) && now.isPrimary(partition);
        long writes = known ? now.writes(partition) - before.writes(partition) : 0;
        long reads = before == null ? 0 : now.reads(partition) - before.reads(partition);
        return new PartitionLoad(
                now.bytes(partition), now.rows(partition), rate(reads, seconds), rate(writes, seconds));
    }

    private static double rate(long growth, double seconds) {
        return growth <= 0 ? 0 : growth / seconds;
    }
}
