package io.foreshard.plugin.ingest;

import java.util.Arrays;
import org.apache.ignite.Ignite;

/** The settings of the node a service runs on: services travel empty, and the configuration of the plugin does not. */
public final class NodeSettings {
    private NodeSettings() {}

    /**
     * Returns the plugin configuration of a node, as the part of it a service reads.
     *
     * @throws IllegalStateException if the node has none
     */
    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin in XML
    public static <T> T of(Ignite ignite, Class<T> type) {
        return Arrays.stream(ignite.configuration().getPluginConfigurations())
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("This node has no ForeshardConfiguration: add one to "
                        + "IgniteConfiguration.pluginConfigurations."));
    }
}
