package io.foreshard.plugin.internal.command;

import static io.foreshard.plugin.tier.TierFigure.BYTES;
import static io.foreshard.plugin.tier.TierFigure.PAGES;

import io.foreshard.plugin.tier.TierTask;
import java.util.List;

/** {@code --tier image}. Stateless. */
public final class TierImageCommand extends OperationCommand<NodesArg> {
    /** Creates the command. */
    public TierImageCommand() {
        super("Upload an image of the disk of each server, from which a lost disk is recreated", NodesArg.class);
    }

    @Override
    TierTask task(NodesArg arg) {
        return TierTask.uploadImage();
    }

    @Override
    List<ReportTable> tables(NodesArg arg) {
        return List.of(ReportTable.byNode(PAGES, BYTES));
    }
}
