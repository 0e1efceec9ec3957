package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.shard.ShardOperation;

/** {@code --shards split}. Stateless. */
public final class ShardsSplitCommand extends ShardChangeCommand<SplitArg> {
    /** Creates the command. */
    public ShardsSplitCommand() {
        super(
                "Split a shard into its halves, or at a partition; moves no row",
                SplitArg.class,
                ShardsSplitCommand::operation);
    }

    private static ShardOperation operation(SplitArg arg) {
        ShardOperation split = ShardOperation.split(arg.shard());
        return arg.at() == null ? split : split.at(number("at", arg.at()));
    }
}
