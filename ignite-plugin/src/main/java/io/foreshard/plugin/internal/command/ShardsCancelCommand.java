package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.shard.ClusterShards;
import io.foreshard.plugin.shard.ShardOperation;
import java.util.function.Consumer;
import org.apache.ignite.internal.management.api.NoArg;

/** {@code --shards cancel}. Stateless. */
public final class ShardsCancelCommand extends ShardCommand<NoArg> {
    /** Creates the command. */
    public ShardsCancelCommand() {
        super("Cancel the move that is under way: its partitions get the owners they had before", NoArg.class);
    }

    @Override
    void run(ClusterShards shards, NoArg arg, Consumer<String> printer) {
        print(shards.run(ShardOperation.cancelMove()).sentences(), printer);
    }
}
