package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.shard.ShardOperation;

/** {@code --shards pin}. Stateless. */
public final class ShardsPinCommand extends ShardChangeCommand<ShardArg> {
    /** Creates the command. */
    public ShardsPinCommand() {
        super(
                "Pin a shard: shard planning neither splits nor merges it",
                ShardArg.class,
                arg -> ShardOperation.pin(arg.shard()));
    }
}
