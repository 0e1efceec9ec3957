package io.foreshard.plugin.internal.command;

import static io.foreshard.plugin.tier.TierFigure.BYTES;
import static io.foreshard.plugin.tier.TierFigure.DONE;
import static io.foreshard.plugin.tier.TierFigure.FAILED;
import static io.foreshard.plugin.tier.TierFigure.HEALED;
import static io.foreshard.plugin.tier.TierFigure.LOST;
import static io.foreshard.plugin.tier.TierFigure.OBJECTS;
import static io.foreshard.plugin.tier.TierFigure.PAGES;
import static io.foreshard.plugin.tier.TierFigure.PARTITIONS;

import io.foreshard.plugin.tier.TierTask;
import java.util.List;

/** {@code --tier verify}. Stateless. */
public final class TierVerifyCommand extends OperationCommand<VerifyArg> {
    /** Creates the command. */
    public TierVerifyCommand() {
        super("Read the remote copies of caches and compare each page with its checksum", VerifyArg.class);
    }

    @Override
    TierTask task(VerifyArg arg) {
        TierTask task = TierTask.verify(arg.caches() == null ? new String[0] : arg.caches());
        return PartitionNumbers.limit(task, arg.partitions(), arg.shards());
    }

    @Override
    List<ReportTable> tables(VerifyArg arg) {
        return List.of(ReportTable.byGroup(PARTITIONS, DONE, FAILED, OBJECTS, PAGES, BYTES, HEALED, LOST));
    }
}
