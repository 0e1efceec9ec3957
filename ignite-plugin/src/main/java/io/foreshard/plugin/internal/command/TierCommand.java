package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.internal.command.StoppedNodeCommand.TierDiscardCommand;
import io.foreshard.plugin.internal.command.StoppedNodeCommand.TierRebuildCommand;
import io.foreshard.plugin.internal.command.StoppedNodeCommand.TierRecreateCommand;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.ignite.internal.management.api.Command;
import org.apache.ignite.internal.management.api.CommandRegistryImpl;
import org.apache.ignite.internal.management.api.NoArg;

/**
 * The commands {@code --tier NAME}. Ignite derives the names from the simple names of the classes; {@link io.foreshard.plugin.node.TierCommand} is the main
 * class for stopped nodes.
 */
public final class TierCommand extends CommandRegistryImpl<NoArg, Void> {
    /** Creates the registry. */
    public TierCommand() {
        super(
                new TierStatusCommand(),
                new TierOffloadCommand(),
                new TierRecallCommand(),
                new TierRestoreCommand(),
                new TierVerifyCommand(),
                new TierPinCommand(),
                new TierUnpinCommand(),
                new TierGcCommand(),
                new TierImageCommand(),
                new TierSelfTestCommand(),
                new TierCancelCommand(),
                new TierRebuildCommand(),
                new TierDiscardCommand(),
                new TierRecreateCommand());
    }

    /**
     * Finds a command; also one whose words are joined by '-', as options are.
     *
     * @throws IllegalArgumentException if there is none: Ignite's own message does not name the commands
     */
    @Override
    public Command<?, ?> command(String name) {
        String joined = Stream.of(name.split("-"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        Command<?, ?> command = super.command(joined);
        if (command == null) {
            throw new IllegalArgumentException(
                    "There is no such command of --tier; its commands are: " + names() + ".");
        }
        return command;
    }

    private String names() {
        Iterable<java.util.Map.Entry<String, Command<?, ?>>> entries = this::commands;
        return StreamSupport.stream(entries.spliterator(), false)
                .map(entry -> entry.getKey().replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
