package io.foreshard.plugin.table;

import io.foreshard.ingest.TableNames;
import java.util.Arrays;
import org.apache.ignite.Ignite;
import org.apache.ignite.plugin.PluginConfiguration;

/** The names of the tables on a node, from the configuration of its plugin. Stateless. */
public final class NodeTables {
    private NodeTables() {}

    /** The plugin configuration that sets the names. */
    public interface Named {
        /** Returns the names of the tables. */
        TableNames tableNames();
    }

    /** Returns the names of the tables on a node; those of the default prefix if the node does not use the plugin. */
    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin in XML
    public static TableNames names(Ignite ignite) {
        PluginConfiguration[] plugins = ignite.configuration().getPluginConfigurations();
        return plugins == null
                ? TableNames.DEFAULT
                : Arrays.stream(plugins)
                        .filter(Named.class::isInstance)
                        .map(plugin -> ((Named) plugin).tableNames())
                        .findFirst()
                        .orElse(TableNames.DEFAULT);
    }
}
