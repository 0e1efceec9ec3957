package io.foreshard.shard;

import java.io.Serializable;

/**
 * The decision of the planner about one shard in one round, with its reason as a phrase for an operator.
 *
 * <p>Immutable and thread-safe.
 */
public final class ShardDecision implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The kind of a decision. */
    public enum Kind {
        /** The shard is cut into its two halves. */
        SPLIT,
        /** The shard is the union of two buddies. */
        MERGE,
        /** A partition of the shard alone exceeds a limit and cannot be split. */
        OVERLOADED,
        /** An overloaded partition of the shard is small and idle again. */
        RECOVERED,
        /** A partition of the shard takes no new profile ids: new ids of its prefix get the next epoch. */
        CLOSED,
        /** A closed partition of the shard takes new profile ids again. */
        OPENED,
        /** The boundaries of the shard stay. */
        KEEP,
        /** The planner leaves the shard as it is from now on. */
        PIN,
        /** The planner may split and merge the shard again. */
        UNPIN,
        /** Partitions get other owners, and their rows are copied. */
        MOVE
    }

    private final Kind kind;
    private final int firstPartition;
    private final int partitions;
    private final String reason;

    /**
     * @param firstPartition first partition it concerns: of the shard before a split or after a merge, or of an overloaded partition
     * @param partitions number of partitions it concerns
     */
    public ShardDecision(Kind kind, int firstPartition, int partitions, String reason) {
        this.kind = kind;
        this.firstPartition = firstPartition;
        this.partitions = partitions;
        this.reason = reason;
    }

    /** Returns its kind. */
    public Kind kind() {
        return kind;
    }

    /** Returns the first partition it concerns. */
    public int firstPartition() {
        return firstPartition;
    }

    /** Returns the number of partitions it concerns. */
    public int partitions() {
        return partitions;
    }

    /** Returns its reason, with the numbers it is based on. */
    public String reason() {
        return reason;
    }

    /** Returns whether it concerns all partitions of a shard. */
    boolean covers(Shard shard) {
        return firstPartition <= shard.firstPartition() && shard.lastPartition() < firstPartition + partitions;
    }

    /** Returns whether it concerns a partition of a shard. */
    public boolean concerns(Shard shard) {
        return firstPartition <= shard.lastPartition() && shard.firstPartition() < firstPartition + partitions;
    }

    /**
     * Returns the name of the shard or partition that it concerns.
     *
     * @param all number of partitions of the map, a power of two
     */
    public String name(int all) {
        return Shard.prefix(firstPartition, partitions, all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardDecision decision
                && kind == decision.kind
                && firstPartition == decision.firstPartition
                && partitions == decision.partitions
                && reason.equals(decision.reason);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * firstPartition + partitions) + reason.hashCode();
    }

    @Override
    public String toString() {
        return kind + " partitions " + firstPartition + ".." + (firstPartition + partitions - 1) + ": " + reason;
    }
}
