package io.foreshard.plugin.internal.command;

import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.management.api.Command;

/** The commands of the plugin. Stateless. */
public final class PluginCommands {
    private PluginCommands() {}

    static List<Command<?, ?>> all() {
        return List.of(new TierCommand(), new ShardsCommand());
    }

    /** Makes the commands JMX beans of a node, before it joins: in the group {@code management}, with an operation {@code invoke} each. */
    public static void register(Ignite ignite) {
        all().forEach(((IgniteEx) ignite).commandsRegistry()::register);
    }
}
