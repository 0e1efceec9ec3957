package io.foreshard.tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the partitions of one group without an access for a duration, by comparing their counters from update to update.
 *
 * <p>The idle time of a partition that is new here begins with the last write of its file, so that a restart keeps most of its age. An offloaded partition is
 * skipped until its next access. Not thread-safe.
 */
final class IdlePartitions {
    private final long coldAfterMillis;
    private final Map<Integer, Known> known = new HashMap<>();

    private static final class Known {
        private long accesses;
        private long idleSinceMillis;
        private boolean offloaded;

        Known(long accesses, long idleSinceMillis) {
            this.accesses = accesses;
            this.idleSinceMillis = idleSinceMillis;
        }
    }

    IdlePartitions(Duration coldAfter) {
        coldAfterMillis = coldAfter.toMillis();
    }

    /** Takes in the current counters and returns the partitions that are idle for the duration, in ascending order. */
    List<Integer> update(Map<Integer, PartitionActivity> activities, long nowMillis) {
        known.keySet().retainAll(activities.keySet());
        List<Integer> idle = new ArrayList<>();
        activities.forEach((number, activity) -> {
            Known partition = known.computeIfAbsent(
                    number, unused -> new Known(activity.accesses(), Math.min(activity.modifiedMillis(), nowMillis)));
            if (partition.accesses != activity.accesses()) {
                partition.accesses = activity.accesses();
                partition.idleSinceMillis = nowMillis;
                partition.offloaded = false;
            }
            if (!partition.offloaded && nowMillis - partition.idleSinceMillis >= coldAfterMillis) {
                idle.add(number);
            }
        });
        idle.sort(null);
        return idle;
    }

    /** Skips these partitions until their next access. */
    void offloaded(List<Integer> partitions) {
        partitions.forEach(partition -> known.get(partition).offloaded = true);
    }
}
