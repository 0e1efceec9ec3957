package io.foreshard.profile;

import io.foreshard.key.ProfileLayout;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The partitions that ids avoid. Those that hold more rows than others of their epoch, in two degrees: a <em>full</em> partition takes no rows of another user, an
 * <em>overfull</em> one takes no rows. And those that are <em>closed</em>, because they have reached their maximum size: new ids of their prefix get the next epoch. Immutable and
 * thread-safe.
 */
public final class FullPartitions implements Serializable {
    /** No partition is full or closed. */
    public static final FullPartitions NONE = new FullPartitions(1, new BitSet(), new BitSet());

    private static final long serialVersionUID = 1L;

    private final int partitions;
    /** A bit for each partition, as in {@link BitSet#toLongArray}. */
    private final long[] full;

    private final long[] overfull;
    private final long[] closed;

    /**
     * Creates the value without a closed partition; the sets are copied.
     *
     * @param partitions number of partitions, a power of two
     * @param overfull of the full partitions, those that take no rows
     */
    FullPartitions(int partitions, BitSet full, BitSet overfull) {
        this(partitions, full.toLongArray(), overfull.toLongArray(), new long[0]);
    }

    private FullPartitions(int partitions, long[] full, long[] overfull, long[] closed) {
        this.partitions = partitions;
        this.full = full;
        this.overfull = overfull;
        this.closed = closed;
    }

    /** Returns these partitions with others closed; the set is copied. */
    public FullPartitions withClosed(BitSet nowClosed) {
        return new FullPartitions(partitions, full, overfull, nowClosed.toLongArray());
    }

    /** Returns whether the partition of a profile id is full, overfull or closed. */
    boolean isFull(long profileId) {
        return contains(full, profileId) || isClosed(profileId);
    }

    /** Returns whether the partition of a profile id is overfull or closed. */
    boolean isOverfull(long profileId) {
        return contains(overfull, profileId) || isClosed(profileId);
    }

    /** Returns whether the partition of a profile id is closed. */
    boolean isClosed(long profileId) {
        return contains(closed, profileId);
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
                && Arrays.equals(overfull, others.overfull)
                && Arrays.equals(closed, others.closed);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(full) + Arrays.hashCode(overfull)) + Arrays.hashCode(closed);
    }

    @Override
    public String toString() {
        return "FullPartitions[" + BitSet.valueOf(full) + ", overfull " + BitSet.valueOf(overfull) + ", closed "
                + BitSet.valueOf(closed) + "]";
    }
}
