package io.foreshard.tier;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bytes of the local partition files of cache groups by location, and the activity of their partitions. Thread-safe. */
final class GroupFigures {
    private final PartitionHost host;

    GroupFigures(PartitionHost host) {
        this.host = host;
    }

    /** @throws TierException as {@link Tier#size} */
    TierSize size(TieredGroup group) {
        return size(group, host.partitions(group).values());
    }

    /** @throws TierException as {@link Tier#sizes} */
    Map<String, TierSize> sizes() {
        List<TieredGroup> ageing = host.ageingGroups();
        Map<String, TierSize> sizes = new HashMap<>();
        for (TieredGroup group : host.groups()) {
            Collection<TieredPartition> partitions = host.partitions(group).values();
            if (ageing.contains(group) || partitions.stream().anyMatch(partition -> partition.remotePages() > 0)) {
                sizes.put(group.name(), size(group, partitions));
            }
        }
        return sizes;
    }

    private static TierSize size(TieredGroup group, Collection<TieredPartition> partitions) {
        TierSize sum = TierSize.NONE;
        for (TieredPartition partition : partitions) {
            try {
                sum = sum.plus(partition.size());
            } catch (IOException e) {
                throw new TierException(
                        "The size of a partition file of " + group.name() + " cannot be read: " + e.getMessage(), e);
            }
        }
        return sum;
    }

    /** Returns what {@link Tier#activities} returns. */
    Map<String, Map<Integer, PartitionActivity>> activities() {
        Map<String, Map<Integer, PartitionActivity>> activities = new HashMap<>();
        for (TieredGroup group : host.ageingGroups()) {
            Map<Integer, PartitionActivity> ofGroup = new HashMap<>();
            host.partitions(group).forEach((number, partition) -> {
                if (!host.isFilling(group, number)) {
                    long accesses = host.accesses(group, number);
                    ofGroup.put(number, new PartitionActivity(accesses, partition.modifiedMillis()));
                }
            });
            activities.put(group.name(), ofGroup);
        }
        return activities;
    }
}
