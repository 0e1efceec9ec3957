package io.foreshard.affinity;

import io.foreshard.key.ProfileLayout;
import java.util.stream.IntStream;

/**
 * The partitions of a range of profile ids, for {@code SqlFieldsQuery.setPartitions}: a query on a range then asks the owners of these partitions only.
 *
 * <p>Ignite itself asks all servers for a range: it can enumerate values, but a range of profile ids has up to 2^57 for each partition.
 * Stateless.
 */
public final class ProfileRange {
    private ProfileRange() {}

    /**
     * Returns the partitions of the profile ids of a range, in ascending order.
     *
     * @param from first profile id
     * @param to last profile id, inclusive as in {@code BETWEEN}
     * @param partitions number of partitions of the cache, {@code ignite.affinity(cache).partitions()}
     * @throws IllegalArgumentException if the range is empty or begins below 0, or the number of partitions is not allowed
     */
    public static int[] partitions(long from, long to, int partitions) {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("A range of profile ids begins at 0 or above and is not empty, but was "
                    + from + " to " + to + ".");
        }
        BehavioralAffinityFunction.check(partitions);
        return IntStream.rangeClosed(ProfileLayout.partition(from, partitions), ProfileLayout.partition(to, partitions))
                .toArray();
    }
}
