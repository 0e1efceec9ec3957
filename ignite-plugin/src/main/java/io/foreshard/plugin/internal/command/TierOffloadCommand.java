package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.tier.TierTask;

/** {@code --tier offload}. Stateless. */
public final class TierOffloadCommand extends MoveCommand {
    /** Creates the command. */
    public TierOffloadCommand() {
        super("Offload the data pages of caches to the object store", TierTask::offload);
    }
}
