package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.tier.ClusterTier;
import io.foreshard.plugin.tier.TierReport;
import io.foreshard.plugin.tier.TierTask;
import io.foreshard.plugin.tier.TierVerb;
import java.util.List;
import java.util.function.Consumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.internal.client.GridClient;
import org.apache.ignite.internal.management.api.LocalCommand;

/**
 * A command that runs one task on servers and prints its progress, a row for each server, and a sum. A local command, because a compute command of a plugin
 * is refused on a cluster with security. Implementations are stateless.
 *
 * @param <A> the arguments
 */
abstract class OperationCommand<A extends NodesArg> implements LocalCommand<A, TierReport> {
    private final String description;
    private final Class<A> argClass;

    OperationCommand(String description, Class<A> argClass) {
        this.description = description;
        this.argClass = argClass;
    }

    /**
     * Returns the task.
     *
     * @throws IllegalArgumentException with a sentence
     */
    abstract TierTask task(A arg);

    /** Returns the tables of the result. */
    abstract List<ReportTable> tables(A arg);

    @Override
    public final String description() {
        return description;
    }

    @Override
    public final Class<? extends A> argClass() {
        return argClass;
    }

    @Override
    public final TierReport execute(
            GridClient connector, IgniteClient client, Ignite ignite, A arg, Consumer<String> printer) {
        TierTask task = task(arg);
        TierTask limited = arg.nodes() == null ? task : task.nodes(arg.nodes());
        if (task.verb() != TierVerb.STATUS) {
            printer.accept("Operation " + task.id() + " goes on if this command is ended; cancel it with --tier cancel "
                    + task.id());
        }
        TierReport report = tier(connector, client, ignite).run(limited, new ProgressLines(printer, System::nanoTime));
        tables(arg).forEach(table -> table.print(report, printer));
        ReportTable.printMessages(report, printer);
        if (!report.isSuccess()) {
            throw new UnfinishedOperationException(report);
        }
        return report;
    }

    /** Throws if the utility is not connected by the thin client protocol. */
    static void checkProtocol(GridClient connector) {
        if (connector != null) {
            throw new IllegalArgumentException("The commands of Foreshard use the thin client protocol: unset"
                    + " IGNITE_CONTROL_UTILITY_USE_CONNECTOR_CONNECTION, and connect to the client connector.");
        }
    }

    static ClusterTier tier(GridClient connector, IgniteClient client, Ignite ignite) {
        checkProtocol(connector);
        return client != null ? ClusterTier.of(client) : ClusterTier.of(ignite);
    }
}
