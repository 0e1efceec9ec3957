package io.foreshard.profile;

import io.foreshard.key.ProfileLayout;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The partitions that hold more rows than others of their epoch, in two degrees: a <em>full</em> partition takes no rows of another user, an
 * <em>overfull</em> one takes no rows. Immutable and thread-safe.
 */
public final class FullPartitions implements Serializable {
    /** No partition is full. */
    public static final FullPartitions NONE = new FullPartitions(1, new BitSet(), new BitSet());

    private static final long serialVersionUID = 1L;

    private final int partitions;
    /** A bit for each partition, as in {@link BitSet#toLongArray}. */
    private final long[] full;

    private final long[] overfull;

    /**
     * Creates the value; the sets are copied.
     *
     * @param partitions number of partitions, a power of two
     * @param overfull of the full partitions, those that take no rows
     */
    FullPartitions(int partitions, BitSet full, BitSet overfull) {
        this.partitions = partitions;
        this.full = full.toLongArray();
        this.overfull = overfull.toLongArray();
    }

    /** Returns whether the partition of a profile id is full or overfull. */
    boolean isFull(long profileId) {
        return contains(full, profileId);
    }

    /** Returns whether the partition of a profile id is overfull. */
    boolean isOverfull(long profileId) {
        return contains(overfull, profileId);
    }

    private boolean contains(long[] set, long profileId) {
        int partition = ProfileLayout.partition(profileId, partitions);
        int word = partition >>> 6;
        return word < set.length && (set[word] >>> (partition & 63) & 1) != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FullPartitions others
                && partitions == others.partitions
                && Arrays.equals(full, others.full)
                && Arrays.equals(overfull, others.overfull);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(full) + Arrays.hashCode(overfull);
    }

    @Override
    public String toString() {
        return "FullPartitions[" + BitSet.valueOf(full) + ", overfull " + BitSet.valueOf(overfull) + "]";
    }
}
