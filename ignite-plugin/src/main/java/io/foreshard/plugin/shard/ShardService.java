package io.foreshard.plugin.shard;

import io.foreshard.plugin.cluster.ServiceAnswer;

/**
 * The operations on the shards, run by any server for all nodes and clients; applications use {@link ClusterShards}. Failures are answers, not exceptions,
 * because thin clients receive only the text of an exception. Thread-safe.
 */
public interface ShardService {
    /** Runs an operation; the answer is a {@link ShardChange}. */
    ServiceAnswer run(ShardOperation operation);

    /** Answers with the present {@link ShardReport}. */
    ServiceAnswer report();

    /** Answers with the {@link ShardHistory}. */
    ServiceAnswer history();
}
