package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.shard.ShardOperation;
import java.util.Arrays;
import java.util.List;

/** {@code --shards move}. Stateless. */
public final class ShardsMoveCommand extends ShardChangeCommand<ShardMoveArg> {
    private static final String RENDEZVOUS = "rendezvous";

    /** Creates the command. */
    public ShardsMoveCommand() {
        super("Move a shard to other servers; copies its rows", ShardMoveArg.class, ShardsMoveCommand::operation);
    }

    private static ShardOperation operation(ShardMoveArg arg) {
        List<String> owners = arg.to().equals(RENDEZVOUS)
                ? List.of()
                : Arrays.stream(arg.to().split(",")).map(String::strip).toList();
        ShardOperation move = ShardOperation.move(arg.shard(), owners);
        return arg.copies() == null ? move : move.copies(number("copies", arg.copies()));
    }
}
