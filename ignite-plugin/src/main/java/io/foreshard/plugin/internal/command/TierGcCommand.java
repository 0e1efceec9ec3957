package io.foreshard.plugin.internal.command;

import static io.foreshard.plugin.tier.TierFigure.DELETED;
import static io.foreshard.plugin.tier.TierFigure.DELETED_BYTES;
import static io.foreshard.plugin.tier.TierFigure.OBJECTS;
import static io.foreshard.plugin.tier.TierFigure.WAITING;
import static io.foreshard.plugin.tier.TierFigure.WAITING_BYTES;

import io.foreshard.plugin.tier.TierTask;
import java.util.List;

/** {@code --tier gc}. Stateless. */
public final class TierGcCommand extends OperationCommand<DryRunArg> {
    /** Creates the command. */
    public TierGcCommand() {
        super("Delete garbage objects whose grace has passed", DryRunArg.class);
    }

    @Override
    TierTask task(DryRunArg arg) {
        return arg.dryRun() ? TierTask.collectGarbage().dryRun() : TierTask.collectGarbage();
    }

    @Override
    List<ReportTable> tables(DryRunArg arg) {
        return List.of(ReportTable.byNode(OBJECTS, DELETED, DELETED_BYTES, WAITING, WAITING_BYTES));
    }
}
