package io.foreshard.tier;

import io.foreshard.tier.retention.RetentionPolicy;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The partitions that the local budget counts: those of groups that grow cold by partitions, and all others that have objects. Not thread-safe. */
final class BudgetedPartitions {
    private final PartitionHost host;
    private final RetentionPolicy policy;
    private final Temperatures temperatures;
    /** Partitions by the number of their first unit. */
    private final Map<Long, BudgetedPartition> partitions = new HashMap<>();

    BudgetedPartitions(PartitionHost host, RetentionPolicy policy, Temperatures temperatures) {
        this.host = host;
        this.policy = policy;
        this.temperatures = temperatures;
    }

    /** Reads the present state of all partitions; those that are no longer here are forgotten. */
    void update(long nowMillis) {
        Map<Long, BudgetedPartition> present = new HashMap<>();
        List<TieredGroup> ageing = host.ageingGroups();
        for (TieredGroup group : host.groups()) {
            boolean isAgeing = ageing.contains(group);
            host.partitions(group).forEach((number, partition) -> {
                if (isAgeing || partition.hasObjects()) {
                    BudgetedPartition budgeted = known(group, partition, isAgeing, nowMillis);
                    budgeted.update(host.accesses(group, number), nowMillis);
                    present.put(partition.use().firstUnit(), budgeted);
                }
            });
        }
        partitions.forEach((unit, before) -> {
            if (present.get(unit) != before) {
                before.forget(policy);
            }
        });
        partitions.clear();
        partitions.putAll(present);
    }

    /** A file that was opened again is another partition with the same temperature. */
    private BudgetedPartition known(TieredGroup group, TieredPartition partition, boolean isAgeing, long nowMillis) {
        BudgetedPartition known = partitions.get(partition.use().firstUnit());
        if (known != null && known.partition() == partition) {
            return known;
        }
        Temperature temperature = temperatures.of(group, partition.number(), nowMillis);
        return new BudgetedPartition(group, partition, temperature, isAgeing, nowMillis);
    }

    Collection<BudgetedPartition> all() {
        return partitions.values();
    }

    /** Returns the partition of a unit; null if it is no longer here. */
    BudgetedPartition of(long unit) {
        return partitions.get(UnitNumbers.firstOf(unit));
    }

    /**
     * Protects the partitions that users access on other owners, the hottest first, as long as their pages with a remote copy take at most {@code bytes}: beyond that
     * a node whose partitions are all hot elsewhere could release nothing.
     */
    void protectHotElsewhere(long bytes, long nowMillis) {
        long left = bytes;
        for (BudgetedPartition partition : partitions.values().stream()
                .sorted(Comparator.comparingDouble(BudgetedPartition::temperature)
                        .reversed())
                .toList()) {
            boolean isWanted = partition.isHotElsewhere(nowMillis) && partition.bothBytes() <= left;
            left -= isWanted ? partition.bothBytes() : 0;
            partition.protect(isWanted, policy, nowMillis);
        }
    }

    long localBytes() {
        return partitions.values().stream()
                .mapToLong(BudgetedPartition::localBytes)
                .sum();
    }
}
