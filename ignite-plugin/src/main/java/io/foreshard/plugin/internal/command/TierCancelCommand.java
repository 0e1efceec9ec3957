package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.tier.TierReport;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.internal.client.GridClient;
import org.apache.ignite.internal.management.api.LocalCommand;

/** {@code --tier cancel}. Stateless. */
public final class TierCancelCommand implements LocalCommand<OperationArg, TierReport> {
    @Override
    public String description() {
        return "Cancel an operation on all servers: partitions in work are finished, no further ones are begun";
    }

    @Override
    public Class<OperationArg> argClass() {
        return OperationArg.class;
    }

    @Override
    public TierReport execute(
            GridClient connector, IgniteClient client, Ignite ignite, OperationArg arg, Consumer<String> printer) {
        TierReport report = OperationCommand.tier(connector, client, ignite).cancel(id(arg.operation()));
        printer.accept("Cancelled on " + report.nodes().size() + " servers.");
        return report;
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not the id of an operation; --tier status prints the ids.");
        }
    }
}
