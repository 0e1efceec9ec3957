package io.foreshard.plugin.internal.command;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.ignite.internal.management.api.Command;
import org.apache.ignite.internal.management.api.CommandRegistryImpl;
import org.apache.ignite.internal.management.api.NoArg;

/** Commands with a common first word. Ignite derives the words from the simple names of the classes. */
abstract class CommandGroup extends CommandRegistryImpl<NoArg, Void> {
    private final String option;

    /** @param option the first word, with its dashes */
    CommandGroup(String option, Command<?, ?>... commands) {
        super(commands);
        this.option = option;
    }

    /**
     * Finds a command; also one whose words are joined by '-', as options are.
     *
     * @throws IllegalArgumentException if there is none: Ignite's own message does not name the commands
     */
    @Override
    public final Command<?, ?> command(String name) {
        String joined = Stream.of(name.split("-"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        Command<?, ?> command = super.command(joined);
        if (command == null) {
            throw new IllegalArgumentException(
                    "There is no such command of " + option + "; its commands are: " + names() + ".");
        }
        return command;
    }

    private String names() {
        Iterable<Map.Entry<String, Command<?, ?>>> entries = this::commands;
        return StreamSupport.stream(entries.spliterator(), false)
                .map(entry -> entry.getKey().replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
