package io.foreshard.shard;

import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * A buddy-aligned range of partitions: all partitions whose numbers start with the same bits, so a prefix of the profile id.
 *
 * <p>Immutable and thread-safe.
 */
public final class Shard implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int firstPartition;
    private final int partitions;
    private final long createdMillis;
    private final ShardDecision.Kind origin;
    private final boolean pinned;

    /**
     * A shard that is not pinned.
     *
     * @param partitions number of partitions it covers: a power of two that divides {@code firstPartition}
     * @param createdMillis time of its last split or merge
     * @param origin the decision that created it: SPLIT, MERGE, or KEEP for a shard of the first catalogue
     */
    public Shard(int firstPartition, int partitions, long createdMillis, ShardDecision.Kind origin) {
        this(firstPartition, partitions, createdMillis, origin, false);
    }

    Shard(int firstPartition, int partitions, long createdMillis, ShardDecision.Kind origin, boolean pinned) {
        if (firstPartition < 0 || Integer.bitCount(partitions) != 1 || firstPartition % partitions != 0) {
            throw new IllegalArgumentException(
                    "A shard covers a power of two of partitions and starts at a multiple of it: first partition "
                            + firstPartition + ", partitions " + partitions + ".");
        }
        this.firstPartition = firstPartition;
        this.partitions = partitions;
        this.createdMillis = createdMillis;
        this.origin = origin;
        this.pinned = pinned;
    }

    /** Returns the same shard, pinned or not. */
    Shard pinned(boolean isPinned) {
        return new Shard(firstPartition, partitions, createdMillis, origin, isPinned);
    }

    /** Returns the number of its first partition. */
    public int firstPartition() {
        return firstPartition;
    }

    /** Returns the number of its last partition. */
    public int lastPartition() {
        return firstPartition + partitions - 1;
    }

    /** Returns the number of partitions it covers. */
    public int partitions() {
        return partitions;
    }

    /** Returns the time of the split or merge that created it. */
    public long createdMillis() {
        return createdMillis;
    }

    /** Returns the decision that created it: SPLIT, MERGE, or KEEP for a shard of the first catalogue. */
    public ShardDecision.Kind origin() {
        return origin;
    }

    /** Returns whether the shard is pinned: the planner neither splits nor merges it. */
    public boolean isPinned() {
        return pinned;
    }

    /** Returns a decision about all of its partitions. */
    public ShardDecision decision(ShardDecision.Kind kind, String reason) {
        return new ShardDecision(kind, firstPartition, partitions, reason);
    }

    /** Returns whether the prefixes of the two differ in the last bit only, so that they can merge. */
    public boolean isBuddyOf(Shard other) {
        return partitions == other.partitions && (firstPartition ^ other.firstPartition) == partitions;
    }

    /**
     * Returns its name: the leading bits its partitions have in common, then a star.
     *
     * @param all number of partitions of the map, a power of two
     */
    public String prefix(int all) {
        return prefix(firstPartition, partitions, all);
    }

    static String prefix(int firstPartition, int partitions, int all) {
        int bits = Integer.numberOfTrailingZeros(all) - Integer.numberOfTrailingZeros(partitions);
        StringBuilder prefix = new StringBuilder(bits + 1);
        for (int bit = bits - 1; bit >= 0; bit--) {
            prefix.append(firstPartition / partitions >>> bit & 1);
        }
        return prefix.append('*').toString();
    }

    /**
     * Returns the partitions whose numbers begin with the bits of a name, as {@link #prefix} returns it; the star may be missing.
     *
     * @param all number of partitions of the map, a power of two
     * @throws IllegalArgumentException with a sentence, if it is not the name of a shard of such a map
     */
    public static IntStream partitions(String name, int all) {
        int most = Integer.numberOfTrailingZeros(all);
        String bits = name.endsWith("*") ? name.substring(0, name.length() - 1) : name;
        if (name.isEmpty() || bits.length() > most || !bits.matches("[01]*")) {
            throw new IllegalArgumentException("The name of a shard is the first of the " + most
                    + " bits of its partitions and a star, as SYS.SHARDS shows it; '" + name + "' is not.");
        }
        int width = all >>> bits.length();
        int first = bits.isEmpty() ? 0 : Integer.parseInt(bits, 2) * width;
        return IntStream.range(first, first + width);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shard shard
                && firstPartition == shard.firstPartition
                && partitions == shard.partitions
                && createdMillis == shard.createdMillis
                && origin == shard.origin
                && pinned == shard.pinned;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * firstPartition + partitions) + Long.hashCode(createdMillis);
    }

    @Override
    public String toString() {
        return "partitions " + firstPartition + ".." + lastPartition();
    }
}
