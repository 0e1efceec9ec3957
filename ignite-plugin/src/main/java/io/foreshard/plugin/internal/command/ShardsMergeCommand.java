package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.shard.ShardOperation;

/** {@code --shards merge}. Stateless. */
public final class ShardsMergeCommand extends ShardChangeCommand<ShardArg> {
    /** Creates the command. */
    public ShardsMergeCommand() {
        super(
                "Merge a shard with its buddy, the shard whose name differs in the last bit; moves no row",
                ShardArg.class,
                arg -> ShardOperation.merge(arg.shard()));
    }
}
