package io.foreshard.plugin.shard;

import io.foreshard.shard.ShardDecision;

/**
 * The events of shards on one node; the methods are called by the thread of the rounds and by those of operations, and must not block. Implementations are
 * thread-safe.
 *
 * <p>Decisions are reported on the coordinator only, after they are published; failures on the node whose round failed.
 */
public interface ShardListener {
    /** A listener that ignores every event. */
    ShardListener NONE = new ShardListener() {};

    /** Called when a shard was split. */
    default void onSplit(ShardDecision decision) {}

    /** Called when two shards were merged. */
    default void onMerge(ShardDecision decision) {}

    /** Called when a split or merge would be made and the mode is {@code advise}; again only if it was not wanted for some time. */
    default void onAdvice(ShardDecision decision) {}

    /** Called when shard planning began to move partitions of a shard. */
    default void onMove(ShardDecision decision) {}

    /** Called when the copies of a partition differ after a move, once for each comparison; nothing moves until they are equal. */
    default void onCopiesDiffer(String difference) {}

    /** Called on the server that carried out a change for an operator. */
    default void onOperation(ShardDecision decision) {}

    /** Called when a partition alone exceeds a limit; a partition cannot be split. */
    default void onPartitionOverloaded(ShardDecision decision) {}

    /** Called when the load of an overloaded partition is below the limits again. */
    default void onPartitionRecovered(ShardDecision decision) {}

    /** Called when a partition is too large: it takes no new profile ids. */
    default void onPartitionClosed(ShardDecision decision) {}

    /** Called when a closed partition takes new profile ids again. */
    default void onPartitionOpened(ShardDecision decision) {}

    /** Called when a server failed to read its loads; the round uses those of its last answer. */
    default void onLoadsUnreadable(String server, RuntimeException cause) {}

    /** Called when a round failed; the next round repeats it. */
    default void onRoundFailed(RuntimeException cause) {}
}
