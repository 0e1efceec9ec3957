package io.foreshard.plugin.internal.command;

import static io.foreshard.plugin.tier.TierFigure.BYTES;
import static io.foreshard.plugin.tier.TierFigure.DONE;
import static io.foreshard.plugin.tier.TierFigure.FAILED;
import static io.foreshard.plugin.tier.TierFigure.FILE_BYTES;
import static io.foreshard.plugin.tier.TierFigure.PAGES;
import static io.foreshard.plugin.tier.TierFigure.PARTITIONS;
import static io.foreshard.plugin.tier.TierFigure.REMOTE_BYTES;

import io.foreshard.plugin.tier.TierTask;
import java.util.List;

/** {@code --tier restore}. Stateless. */
public final class TierRestoreCommand extends OperationCommand<RestoreArg> {
    /** Creates the command. */
    public TierRestoreCommand() {
        super("Recall all pages of all caches to the disks of the servers, to stop using the tier", RestoreArg.class);
    }

    @Override
    public String confirmationPrompt(RestoreArg arg) {
        return arg.dryRun()
                ? null
                : "Warning: the command recalls all pages of all caches to the disks of the servers.";
    }

    @Override
    TierTask task(RestoreArg arg) {
        return arg.dryRun() ? TierTask.restore().dryRun() : TierTask.restore();
    }

    @Override
    List<ReportTable> tables(RestoreArg arg) {
        return List.of(
                arg.dryRun()
                        ? ReportTable.byGroup(PARTITIONS, FILE_BYTES, REMOTE_BYTES)
                        : ReportTable.byGroup(PARTITIONS, DONE, FAILED, PAGES, BYTES));
    }
}
