package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.tier.TierTask;

/** {@code --tier pin}. Stateless. */
public final class TierPinCommand extends PinCommand {
    /** Creates the command. */
    public TierPinCommand() {
        super(
                "Keep the local pages of caches local, on all servers and after restarts; fetches nothing: recall does",
                TierTask::pin);
    }
}
