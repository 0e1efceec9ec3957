package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.shard.ShardOperation;

/** {@code --shards unpin}. Stateless. */
public final class ShardsUnpinCommand extends ShardChangeCommand<ShardArg> {
    /** Creates the command. */
    public ShardsUnpinCommand() {
        super("End the pin of a shard", ShardArg.class, arg -> ShardOperation.unpin(arg.shard()));
    }
}
