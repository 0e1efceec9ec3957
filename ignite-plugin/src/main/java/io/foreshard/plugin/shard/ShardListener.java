package io.foreshard.plugin.shard;

import io.foreshard.shard.ShardDecision;

/**
 * The events of shard planning on one node; the methods are called by the thread of the rounds and must not block. An implementation need not be thread-safe.
 *
 * <p>Decisions are reported on the coordinator only, after they are published; failures on the node whose round failed.
 */
public interface ShardListener {
    /** A listener that ignores every event. */
    ShardListener NONE = new ShardListener() {};

    /** A shard was split. */
    default void onSplit(ShardDecision decision) {}

    /** Two shards were merged. */
    default void onMerge(ShardDecision decision) {}

    /** A partition alone exceeds a limit and cannot be split. */
    default void onPartitionOverloaded(ShardDecision decision) {}

    /** An overloaded partition is small and idle again. */
    default void onPartitionRecovered(ShardDecision decision) {}

    /** A round failed; the next one tries again. */
    default void onRoundFailed(RuntimeException cause) {}
}
