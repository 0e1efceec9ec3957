package io.foreshard.shard;

import java.io.Serializable;

/**
 * A buddy-aligned range of partitions: all partitions whose numbers start with the same bits, so a prefix of the profile id.
 *
 * <p>Immutable and thread-safe.
 */
public final class Shard implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int firstPartition;
    private final int partitions;
    private final long bornMillis;
    private final ShardDecision.Kind origin;

    /**
     * @param partitions how many partitions it covers: a power of two that divides {@code firstPartition}
     * @param bornMillis when it got its present boundaries
     * @param origin what gave it its present boundaries: SPLIT, MERGE, or KEEP for a shard of the first catalogue
     */
    public Shard(int firstPartition, int partitions, long bornMillis, ShardDecision.Kind origin) {
        if (firstPartition < 0 || Integer.bitCount(partitions) != 1 || firstPartition % partitions != 0) {
            throw new IllegalArgumentException(
                    "A shard covers a power of two of partitions and starts at a multiple of " + "it: first partition "
                            + firstPartition + ", partitions " + partitions + ".");
        }
        this.firstPartition = firstPartition;
        this.partitions = partitions;
        this.bornMillis = bornMillis;
        this.origin = origin;
    }

    /** Returns the number of its first partition. */
    public int firstPartition() {
        return firstPartition;
    }

    /** Returns the number of its last partition. */
    public int lastPartition() {
        return firstPartition + partitions - 1;
    }

    /** Returns how many partitions it covers. */
    public int partitions() {
        return partitions;
    }

    /** Returns when it got its present boundaries. */
    public long bornMillis() {
        return bornMillis;
    }

    /** Returns what gave it its present boundaries; KEEP for a shard of the first catalogue. */
    public ShardDecision.Kind origin() {
        return origin;
    }

    /** Returns whether the two differ only in the last bit of their prefix, so that they can merge. */
    public boolean isBuddyOf(Shard other) {
        return partitions == other.partitions && (firstPartition ^ other.firstPartition) == partitions;
    }

    /**
     * Returns its name: the bits its partitions have in common, then a star.
     *
     * @param all partitions of the map, a power of two
     */
    public String prefix(int all) {
        int bits = Integer.numberOfTrailingZeros(all) - Integer.numberOfTrailingZeros(partitions);
        StringBuilder prefix = new StringBuilder(bits + 1);
        for (int bit = bits - 1; bit >= 0; bit--) {
            prefix.append(firstPartition / partitions >>> bit & 1);
        }
        return prefix.append('*').toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shard shard
                && firstPartition == shard.firstPartition
                && partitions == shard.partitions
                && bornMillis == shard.bornMillis
                && origin == shard.origin;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * firstPartition + partitions) + Long.hashCode(bornMillis);
    }

    @Override
    public String toString() {
        return "partitions " + firstPartition + ".." + lastPartition();
    }
}
