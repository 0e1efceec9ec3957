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

/** {@code --tier recall}. Stateless. */
public final class TierRecallCommand extends OperationCommand<MoveArg> {
    /** Creates the command. */
    public TierRecallCommand() {
        super("Recall the pages of caches from the object store to the disks of the servers", MoveArg.class);
    }

    @Override
    TierTask task(MoveArg arg) {
        TierTask task = TierTask.recall(arg.caches());
        TierTask limited = arg.partitions() == null ? task : task.partitions(PartitionNumbers.parse(arg.partitions()));
        return arg.dryRun() ? limited.dryRun() : limited;
    }

    @Override
    List<ReportTable> tables(MoveArg arg) {
        return List.of(
                arg.dryRun()
                        ? ReportTable.byGroup(PARTITIONS, FILE_BYTES, REMOTE_BYTES)
                        : ReportTable.byGroup(PARTITIONS, DONE, FAILED, PAGES, BYTES));
    }
}
