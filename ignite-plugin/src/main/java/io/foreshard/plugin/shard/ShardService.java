package io.foreshard.plugin.shard;

/**
 * The operations on the shards, run by any server for all nodes and clients; applications use {@link ClusterShards}. Failures are answers, not exceptions,
 * because thin clients receive only the text of an exception. Thread-safe.
 */
public interface ShardService {
    /** Runs an operation; the answer is a {@link ShardChange}. */
    ShardAnswer run(ShardOperation operation);

    /** Answers with the present {@link ShardReport}. */
    ShardAnswer report();

    /** Answers with the {@link ShardHistory}. */
    ShardAnswer history();
}
