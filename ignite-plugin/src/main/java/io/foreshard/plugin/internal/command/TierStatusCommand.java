package io.foreshard.plugin.internal.command;

import static io.foreshard.plugin.tier.TierFigure.ALLOCATED_BYTES;
import static io.foreshard.plugin.tier.TierFigure.BLOCKED;
import static io.foreshard.plugin.tier.TierFigure.ERRORS;
import static io.foreshard.plugin.tier.TierFigure.FETCHED_BYTES;
import static io.foreshard.plugin.tier.TierFigure.FETCHES;
import static io.foreshard.plugin.tier.TierFigure.FILE_BYTES;
import static io.foreshard.plugin.tier.TierFigure.GARBAGE_BYTES;
import static io.foreshard.plugin.tier.TierFigure.PARTITIONS;
import static io.foreshard.plugin.tier.TierFigure.PINNED;
import static io.foreshard.plugin.tier.TierFigure.REMOTE_BYTES;
import static io.foreshard.plugin.tier.TierFigure.UPLOADED_BYTES;

import io.foreshard.plugin.tier.TierTask;
import java.util.List;

/** {@code --tier status}. Stateless. */
public final class TierStatusCommand extends OperationCommand<NodesArg> {
    /** Creates the command. */
    public TierStatusCommand() {
        super(
                "Print bytes by location for each server and cache group, counters since its start, and running operations",
                NodesArg.class);
    }

    @Override
    TierTask task(NodesArg arg) {
        return TierTask.status();
    }

    @Override
    List<ReportTable> tables(NodesArg arg) {
        return List.of(
                ReportTable.byGroup(PARTITIONS, PINNED, FILE_BYTES, ALLOCATED_BYTES, REMOTE_BYTES),
                ReportTable.byNode(FETCHES, FETCHED_BYTES, UPLOADED_BYTES, ERRORS, BLOCKED, GARBAGE_BYTES));
    }
}
