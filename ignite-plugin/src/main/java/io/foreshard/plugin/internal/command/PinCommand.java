package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.tier.TierReport;
import io.foreshard.plugin.tier.TierTask;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.ignite.Ignite;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.internal.client.GridClient;
import org.apache.ignite.internal.management.api.LocalCommand;

/** A command that changes which partitions are pinned, on all servers, and prints how many are. Stateless. */
abstract class PinCommand implements LocalCommand<PinArg, TierReport> {
    private final String description;
    private final Function<String[], TierTask> change;

    /** @param change returns the task for names of caches or groups */
    PinCommand(String description, Function<String[], TierTask> change) {
        this.description = description;
        this.change = change;
    }

    @Override
    public final String description() {
        return description;
    }

    @Override
    public final Class<PinArg> argClass() {
        return PinArg.class;
    }

    @Override
    public final TierReport execute(
            GridClient connector, IgniteClient client, Ignite ignite, PinArg arg, Consumer<String> printer) {
        TierTask task = PartitionNumbers.limit(change.apply(arg.caches()), arg.partitions(), arg.shards());
        TierReport report = OperationCommand.tier(connector, client, ignite).run(task);
        if (!report.isSuccess()) {
            ReportTable.printMessages(report, printer);
            throw new UnfinishedOperationException(report);
        }
        // All servers report the same.
        report.nodes().stream()
                .flatMap(node -> node.messages().stream())
                .distinct()
                .forEach(printer);
        return report;
    }
}
