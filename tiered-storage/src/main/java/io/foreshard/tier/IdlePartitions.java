package io.foreshard.tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Finds the partitions of one group without an access for a duration, by comparing their counters from update to update.
 *
 * <p>The idle time of a partition that is new here begins with the last write of its file, so that a restart keeps most of its age. One that moved here from a
 * server that had offloaded it is idle at once. An offloaded partition is skipped until its next access. Not thread-safe.
 */
final class IdlePartitions {
    /** Time in which this server tells others that it had offloaded a partition that moved away. */
    private static final long TOLD_MILLIS = Duration.ofHours(1).toMillis();

    private final long coldAfterMillis;
    private final Map<Integer, Known> known = new HashMap<>();
    /** Offloaded partitions that are no longer here, with the time at which they left. */
    private final Map<Integer, Long> left = new HashMap<>();

    private boolean isFirst = true;

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

    /**
     * Takes in the current counters and returns the partitions that are idle for the duration, in ascending order.
     *
     * @param aged returns those of some partitions that another server had offloaded for their age; called with those that are new since the last update
     */
    List<Integer> update(Map<Integer, PartitionActivity> activities, long nowMillis, UnaryOperator<Set<Integer>> aged) {
        known.forEach((number, partition) -> {
            if (partition.offloaded && !activities.containsKey(number)) {
                left.put(number, nowMillis);
            }
        });
        left.values().removeIf(leftMillis -> nowMillis - leftMillis > TOLD_MILLIS);
        known.keySet().retainAll(activities.keySet());
        add(activities, nowMillis, aged);
        List<Integer> idle = new ArrayList<>();
        activities.forEach((number, activity) -> {
            Known partition = known.get(number);
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

    /** Adds the partitions that are new since the last update. In the first update all are, and none came from another server. */
    private void add(Map<Integer, PartitionActivity> activities, long nowMillis, UnaryOperator<Set<Integer>> aged) {
        Set<Integer> added = new HashSet<>(activities.keySet());
        added.removeAll(known.keySet());
        Set<Integer> idle = added.isEmpty() || isFirst ? Set.of() : aged.apply(added);
        isFirst = false;
        for (int number : added) {
            PartitionActivity activity = activities.get(number);
            long idleSince = idle.contains(number)
                    ? nowMillis - coldAfterMillis
                    : Math.min(activity.modifiedMillis(), nowMillis);
            known.put(number, new Known(activity.accesses(), idleSince));
        }
        left.keySet().removeAll(added);
    }

    /** Skips these partitions until their next access. */
    void offloaded(List<Integer> partitions) {
        partitions.forEach(partition -> known.get(partition).offloaded = true);
    }

    /** Returns the offloaded partitions without an access since, with those that left this server within the last hour. */
    Set<Integer> aged() {
        Set<Integer> aged = new HashSet<>(left.keySet());
        known.forEach((number, partition) -> {
            if (partition.offloaded) {
                aged.add(number);
            }
        });
        return Set.copyOf(aged);
    }
}
