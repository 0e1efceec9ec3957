package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.internal.command.StoppedNodeCommand.TierDiscardCommand;
import io.foreshard.plugin.internal.command.StoppedNodeCommand.TierRebuildCommand;
import io.foreshard.plugin.internal.command.StoppedNodeCommand.TierRecreateCommand;

/**
 * The commands {@code --tier NAME}; {@link io.foreshard.plugin.node.TierCommand} is the main class for stopped nodes.
 */
public final class TierCommand extends CommandGroup {
    /** Creates the registry. */
    public TierCommand() {
        super(
                "--tier",
                new TierStatusCommand(),
                new TierOffloadCommand(),
                new TierRecallCommand(),
                new TierRestoreCommand(),
                new TierVerifyCommand(),
                new TierPinCommand(),
                new TierUnpinCommand(),
                new TierGcCommand(),
                new TierImageCommand(),
                new TierSelfTestCommand(),
                new TierCancelCommand(),
                new TierRebuildCommand(),
                new TierDiscardCommand(),
                new TierRecreateCommand());
    }
}
