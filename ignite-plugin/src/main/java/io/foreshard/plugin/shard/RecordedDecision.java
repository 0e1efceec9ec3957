package io.foreshard.plugin.shard;

import io.foreshard.shard.ShardDecision;

/**
 * An entry of the history of shards. Immutable and thread-safe.
 *
 * @param atMillis time, on the clock of the server that decided
 * @param catalogueVersion version of the catalogue after the decision
 * @param decision never of the kind KEEP
 */
public record RecordedDecision(long atMillis, long catalogueVersion, Origin origin, ShardDecision decision) {
    /** Who decided. */
    public enum Origin {
        /** Shard planning, which carried it out. */
        PLANNER,
        /** Shard planning, in the mode {@code advise}: nothing was changed. */
        ADVICE,
        /** An operator. */
        OPERATOR
    }
}
