package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.shard.ClusterShards;
import io.foreshard.plugin.shard.ShardExplanation;
import java.util.function.Consumer;

/** {@code --shards explain}. Stateless. */
public final class ShardsExplainCommand extends ShardCommand<ExplainArg> {
    /** Creates the command. */
    public ShardsExplainCommand() {
        super(
                "Print what the last round of shard planning decided about each shard and why, or about one shard with its last changes",
                ExplainArg.class);
    }

    @Override
    void run(ClusterShards shards, ExplainArg arg, Consumer<String> printer) {
        ShardExplanation explanation = new ShardExplanation(shards.report(), shards.decisions());
        print(arg.shard() == null ? explanation.lines() : explanation.lines(arg.shard()), printer);
    }
}
