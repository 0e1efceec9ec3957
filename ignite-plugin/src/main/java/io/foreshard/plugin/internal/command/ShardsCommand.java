package io.foreshard.plugin.internal.command;

/** The commands {@code --shards NAME}. */
public final class ShardsCommand extends CommandGroup {
    /** Creates the registry. */
    public ShardsCommand() {
        super(
                "--shards",
                new ShardsListCommand(),
                new ShardsExplainCommand(),
                new ShardsSplitCommand(),
                new ShardsMergeCommand(),
                new ShardsMoveCommand(),
                new ShardsCancelCommand(),
                new ShardsPinCommand(),
                new ShardsUnpinCommand());
    }
}
