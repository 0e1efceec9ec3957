package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.shard.ClusterShards;
import io.foreshard.plugin.shard.ShardOperation;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A command that changes a shard, and prints what was changed. Stateless.
 *
 * @param <A> the arguments
 */
abstract class ShardChangeCommand<A extends ShardArg> extends ShardCommand<A> {
    private final Function<A, ShardOperation> operation;

    ShardChangeCommand(String description, Class<A> argClass, Function<A, ShardOperation> operation) {
        super(description, argClass);
        this.operation = operation;
    }

    /** @throws IllegalArgumentException naming the argument, if the text is no number */
    static int number(String argument, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The argument --" + argument + " is a number; '" + text + "' is not.");
        }
    }

    @Override
    final void run(ClusterShards shards, A arg, Consumer<String> printer) {
        ShardOperation wanted = operation.apply(arg);
        print(shards.run(arg.dryRun() ? wanted.dryRun() : wanted).sentences(), printer);
    }
}
