package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.tier.TierTask;

/** {@code --tier unpin}. Stateless. */
public final class TierUnpinCommand extends PinCommand {
    /** Creates the command. */
    public TierUnpinCommand() {
        super("Let the pages of caches be offloaded and released again, on all servers", TierTask::unpin);
    }
}
