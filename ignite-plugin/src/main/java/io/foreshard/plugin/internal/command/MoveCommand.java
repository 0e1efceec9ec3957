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
import java.util.function.Function;

/** A command that moves the pages of caches between the disks of the servers and the object store. Stateless. */
abstract class MoveCommand extends OperationCommand<MoveArg> {
    private final Function<String[], TierTask> move;

    /** @param move returns the task for names of caches or groups */
    MoveCommand(String description, Function<String[], TierTask> move) {
        super(description, MoveArg.class);
        this.move = move;
    }

    @Override
    final TierTask task(MoveArg arg) {
        TierTask task = move.apply(arg.caches());
        TierTask limited = PartitionNumbers.limit(task, arg.partitions(), arg.shards());
        return arg.dryRun() ? limited.dryRun() : limited;
    }

    @Override
    final List<ReportTable> tables(MoveArg arg) {
        return List.of(
                arg.dryRun()
                        ? ReportTable.byGroup(PARTITIONS, FILE_BYTES, REMOTE_BYTES)
                        : ReportTable.byGroup(PARTITIONS, DONE, FAILED, PAGES, BYTES));
    }
}
