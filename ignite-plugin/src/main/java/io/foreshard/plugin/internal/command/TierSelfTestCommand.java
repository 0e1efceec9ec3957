package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.tier.TierTask;
import java.util.List;

/** {@code --tier self_test}. Stateless. */
public final class TierSelfTestCommand extends OperationCommand<NodesArg> {
    /** Creates the command. */
    public TierSelfTestCommand() {
        super(
                "Check from each server, with probe objects, whether the object store keeps its promises",
                NodesArg.class);
    }

    @Override
    TierTask task(NodesArg arg) {
        return TierTask.selfTest();
    }

    @Override
    List<ReportTable> tables(NodesArg arg) {
        return List.of(ReportTable.byNode());
    }
}
