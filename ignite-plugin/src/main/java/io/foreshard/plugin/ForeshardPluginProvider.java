package io.foreshard.plugin;

import io.foreshard.plugin.table.ProfiledTables;
import java.io.Serializable;
import java.util.Arrays;
import java.util.UUID;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.CachePluginContext;
import org.apache.ignite.plugin.CachePluginProvider;
import org.apache.ignite.plugin.ExtensionRegistry;
import org.apache.ignite.plugin.IgnitePlugin;
import org.apache.ignite.plugin.PluginContext;
import org.apache.ignite.plugin.PluginProvider;
import org.apache.ignite.plugin.PluginValidationException;

/**
 * The entry point Ignite finds by ServiceLoader. Without a {@link ForeshardConfiguration} on the node it does nothing.
 *
 * <p>Caches, templates and services are added to the configuration of the node, so that Ignite creates them when the cluster is
 * activated; nothing here waits for an active cluster.
 */
public final class ForeshardPluginProvider implements PluginProvider<ForeshardConfiguration> {
    private ForeshardConfiguration configuration;
    private Foreshard plugin;

    @Override
    public String name() {
        return Foreshard.NAME;
    }

    @Override
    public String version() {
        String version = getClass().getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String copyright() {
        return "Apache License 2.0";
    }

    @Override
    @SuppressWarnings("unchecked") // the interface lets the caller choose the type
    public <T extends IgnitePlugin> T plugin() {
        return (T) plugin;
    }

    @Override
    public void initExtensions(PluginContext context, ExtensionRegistry registry) {
        plugin = new Foreshard(context.grid());
        IgniteConfiguration ignite = context.igniteConfiguration();
        configuration = find(ignite);
        if (configuration == null) {
            return;
        }
        configuration.validate();
        addCaches(
                ignite,
                ProfiledTables.transactions(
                        configuration.getPartitions(), configuration.getBackups(), configuration.getAtomicityMode()),
                ProfiledTables.template(
                        configuration.getPartitions(), configuration.getBackups(), configuration.getAtomicityMode()));
    }

    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin in XML
    private static ForeshardConfiguration find(IgniteConfiguration ignite) {
        if (ignite.getPluginConfigurations() == null) {
            return null;
        }
        return Arrays.stream(ignite.getPluginConfigurations())
                .filter(ForeshardConfiguration.class::isInstance)
                .map(ForeshardConfiguration.class::cast)
                .findFirst()
                .orElse(null);
    }

    private static void addCaches(IgniteConfiguration ignite, CacheConfiguration<?, ?>... added) {
        CacheConfiguration<?, ?>[] present = ignite.getCacheConfiguration();
        CacheConfiguration<?, ?>[] all =
                present == null ? new CacheConfiguration<?, ?>[0] : Arrays.copyOf(present, present.length);
        int end = all.length;
        all = Arrays.copyOf(all, end + added.length);
        System.arraycopy(added, 0, all, end, added.length);
        ignite.setCacheConfiguration(all);
    }

    @Override
    public <T> T createComponent(PluginContext context, Class<T> type) {
        return null;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public CachePluginProvider createCacheProvider(CachePluginContext context) {
        return null;
    }

    @Override
    public void start(PluginContext context) {}

    @Override
    public void stop(boolean cancel) {}

    @Override
    public void onIgniteStart() {}

    @Override
    public void onIgniteStop(boolean cancel) {}

    /** Returns what the nodes must agree on; a node that does not use the plugin sends nothing. */
    @Override
    public Serializable provideDiscoveryData(UUID nodeId) {
        return configuration == null ? null : configuration.map();
    }

    @Override
    public void receiveDiscoveryData(UUID nodeId, Serializable data) {}

    @Override
    @SuppressWarnings("deprecation") // replaced by the one below, but still abstract
    public void validateNewNode(ClusterNode node) {}

    @Override
    public void validateNewNode(ClusterNode node, Serializable data) {
        String own = configuration == null ? null : configuration.map();
        String refusal = null;
        if (own != null && data == null) {
            refusal =
                    "This cluster runs Foreshard, but the joining node does not: put the Foreshard jars on its class path and a "
                            + "ForeshardConfiguration into its IgniteConfiguration.pluginConfigurations.";
        } else if (own == null && data != null) {
            refusal = "The joining node runs Foreshard, but this cluster does not: start all nodes of the cluster with "
                    + "a ForeshardConfiguration first.";
        } else if (own != null && !own.equals(data)) {
            refusal = "The joining node has another Foreshard map than the cluster: " + data + " instead of " + own
                    + ". Give it the cluster's partitions and epochDuration.";
        }
        if (refusal != null) {
            throw new PluginValidationException(refusal, refusal, node.id());
        }
    }
}
