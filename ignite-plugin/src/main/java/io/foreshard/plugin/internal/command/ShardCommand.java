package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.shard.ClusterShards;
import java.util.List;
import java.util.function.Consumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.internal.client.GridClient;
import org.apache.ignite.internal.dto.IgniteDataTransferObject;
import org.apache.ignite.internal.management.api.LocalCommand;

/**
 * A command about shards. A local command, because a compute command of a plugin is refused on a cluster with security. Implementations are stateless.
 *
 * @param <A> the arguments
 */
abstract class ShardCommand<A extends IgniteDataTransferObject> implements LocalCommand<A, Void> {
    private final String description;
    private final Class<A> argClass;

    ShardCommand(String description, Class<A> argClass) {
        this.description = description;
        this.argClass = argClass;
    }

    /** Carries out the command and prints its result. Throws as {@link ClusterShards}. */
    abstract void run(ClusterShards shards, A arg, Consumer<String> printer);

    @Override
    public final String description() {
        return description;
    }

    @Override
    public final Class<A> argClass() {
        return argClass;
    }

    @Override
    public final Void execute(
            GridClient connector, IgniteClient client, Ignite ignite, A arg, Consumer<String> printer) {
        OperationCommand.checkProtocol(connector);
        run(client != null ? ClusterShards.of(client) : ClusterShards.of(ignite), arg, printer);
        return null;
    }

    static void print(List<String> lines, Consumer<String> printer) {
        lines.forEach(printer);
    }
}
