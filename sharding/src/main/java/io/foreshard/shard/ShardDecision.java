package io.foreshard.shard;

import java.io.Serializable;

/**
 * What the planner decided about one shard in one round, and why, in a sentence for an operator.
 *
 * <p>Immutable and thread-safe.
 */
public final class ShardDecision implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What happens to the shard. */
    public enum Kind {
        /** Cut into its two halves. */
        SPLIT,
        /** Joined with its buddy. */
        MERGE,
        /** A partition of it should take no new ids: it is over a limit and cannot be split. The issuing of ids does not heed it yet. */
        CLOSE,
        /** A closed partition of it may take new ids again. */
        OPEN,
        /** Nothing changes. */
        KEEP
    }

    private final Kind kind;
    private final int firstPartition;
    private final int partitions;
    private final String reason;

    ShardDecision(Kind kind, int firstPartition, int partitions, String reason) {
        this.kind = kind;
        this.firstPartition = firstPartition;
        this.partitions = partitions;
        this.reason = reason;
    }

    /** Returns what happens. */
    public Kind kind() {
        return kind;
    }

    /** Returns the first partition of the shard it is about: before a split, after a merge. */
    public int firstPartition() {
        return firstPartition;
    }

    /** Returns how many partitions the shard it is about covers. */
    public int partitions() {
        return partitions;
    }

    /** Returns why, with the numbers it was judged by. */
    public String reason() {
        return reason;
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
