package io.foreshard.plugin.node;

import io.foreshard.plugin.internal.command.PluginCommands;
import org.apache.ignite.plugin.PluginContext;

/** The commands of the plugin as JMX beans of a node. */
final class CommandComponent implements PluginComponent {
    @Override
    public void start(PluginContext context) {
        PluginCommands.register(context.grid());
    }
}
