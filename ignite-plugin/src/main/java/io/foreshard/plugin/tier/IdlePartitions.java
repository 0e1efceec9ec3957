package io.foreshard.plugin.tier;

import io.foreshard.tier.PartitionActivity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the partitions of one group that nobody accessed for a while, by comparing their counters from look to look.
 *
 * <p>A partition that is seen for the first time counts from the last write of its file, so that a restart forgets little. One that was reported
 * as gone is not idle again before it is accessed. Not thread-safe.
 */
final class IdlePartitions {
    private final long coldAfterMillis;
    private final Map<Integer, Seen> seen = new HashMap<>();

    private static final class Seen {
        private long accesses;
        private long sinceMillis;
        private boolean gone;
    }

    IdlePartitions(Duration coldAfter) {
        coldAfterMillis = coldAfter.toMillis();
    }

    /** Returns the partitions that are idle now, in ascending order. */
    List<Integer> look(Map<Integer, PartitionActivity> activities, long nowMillis) {
        seen.keySet().retainAll(activities.keySet());
        List<Integer> idle = new ArrayList<>();
        activities.forEach((partition, activity) -> {
            Seen known = seen.get(partition);
            if (known == null) {
                known = new Seen();
                known.sinceMillis = Math.min(activity.modifiedMillis(), nowMillis);
                known.accesses = activity.accesses();
                seen.put(partition, known);
            } else if (known.accesses != activity.accesses()) {
                known.accesses = activity.accesses();
                known.sinceMillis = nowMillis;
                known.gone = false;
            }
            if (!known.gone && nowMillis - known.sinceMillis >= coldAfterMillis) {
                idle.add(partition);
            }
        });
        idle.sort(null);
        return idle;
    }

    /** The partitions have left. */
    void gone(List<Integer> partitions) {
        partitions.forEach(partition -> seen.get(partition).gone = true);
    }
}
