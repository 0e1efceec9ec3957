package io.foreshard.plugin.internal.command;

import java.util.Collection;
import org.apache.ignite.internal.commandline.CommandsProvider;
import org.apache.ignite.internal.management.api.Command;

/** The commands that Ignite's control utility finds on its class path with ServiceLoader. Stateless. */
public final class ForeshardCommands implements CommandsProvider {
    @Override
    public Collection<Command<?, ?>> commands() {
        return PluginCommands.all();
    }
}
