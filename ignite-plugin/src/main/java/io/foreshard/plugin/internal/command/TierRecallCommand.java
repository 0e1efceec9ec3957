package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.tier.TierTask;

/** {@code --tier recall}. Stateless. */
public final class TierRecallCommand extends MoveCommand {
    /** Creates the command. */
    public TierRecallCommand() {
        super("Recall the pages of caches from the object store to the disks of the servers", TierTask::recall);
    }
}
