package io.foreshard.tier;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bytes of the local partition files of cache groups by location. Thread-safe. */
final class GroupSizes {
    private final PartitionHost host;

    GroupSizes(PartitionHost host) {
        this.host = host;
    }

    /** @throws TierException as {@link Tier#size} */
    TierSize of(TieredGroup group) {
        return of(group, host.partitions(group).values());
    }

    /** @throws TierException as {@link Tier#sizes} */
    Map<String, TierSize> all() {
        List<TieredGroup> ageing = host.ageingGroups();
        Map<String, TierSize> sizes = new HashMap<>();
        for (TieredGroup group : host.groups()) {
            Collection<TieredPartition> partitions = host.partitions(group).values();
            if (ageing.contains(group) || partitions.stream().anyMatch(partition -> partition.remotePages() > 0)) {
                sizes.put(group.name(), of(group, partitions));
            }
        }
        return sizes;
    }

    private static TierSize of(TieredGroup group, Collection<TieredPartition> partitions) {
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
}
