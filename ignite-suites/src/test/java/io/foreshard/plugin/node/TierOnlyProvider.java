package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.suites.CheckpointOffloads;
import java.io.Serializable;
import java.time.Duration;
import java.util.UUID;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.internal.processors.cache.GridCacheUtils;
import org.apache.ignite.plugin.CachePluginContext;
import org.apache.ignite.plugin.CachePluginProvider;
import org.apache.ignite.plugin.ExtensionRegistry;
import org.apache.ignite.plugin.IgnitePlugin;
import org.apache.ignite.plugin.PluginConfiguration;
import org.apache.ignite.plugin.PluginContext;
import org.apache.ignite.plugin.PluginProvider;
import org.apache.ignite.services.ServiceConfiguration;

/**
 * The tier alone, on each server with persistence of a test of Ignite: without the tables and services of the plugin, which the assertions of these tests
 * do not expect. Ignite calls it from one thread at a time.
 */
public final class TierOnlyProvider implements PluginProvider<PluginConfiguration> {
    /** System property with the directory of the store; unset: the nodes have no tier. */
    public static final String STORE = "suites.store";

    private PluginComponents components = new PluginComponents();
    private TierComponent tier;
    private CheckpointOffloads offloads;

    @Override
    public String name() {
        return "Foreshard tier";
    }

    @Override
    public String version() {
        return "suites";
    }

    @Override
    public String copyright() {
        return "Apache License 2.0";
    }

    @Override
    @SuppressWarnings("unchecked") // the interface lets the caller choose the type
    public <T extends IgnitePlugin> T plugin() {
        return (T) new IgnitePlugin() {};
    }

    @Override
    public void initExtensions(PluginContext context, ExtensionRegistry registry) throws IgniteCheckedException {
        IgniteConfiguration ignite = context.igniteConfiguration();
        String store = System.getProperty(STORE);
        if (store == null || ignite.isClientMode() || !GridCacheUtils.isPersistenceEnabled(ignite)) {
            return;
        }
        ForeshardConfiguration configuration = new ForeshardConfiguration()
                .setTier(new TierConfiguration().setStoreUri("dir:" + store).setGarbageGrace(Duration.ZERO));
        EventLog events = new EventLog(context.log(EventLog.class));
        PageComponent pages = new PageComponent(events);
        tier = new TierComponent(configuration, pages, events);
        components = new PluginComponents(pages, new DiscardComponent(events::copyFilled), tier);
        ServiceConfiguration[] services = ignite.getServiceConfiguration();
        components.configure(context, ignite);
        ignite.setServiceConfiguration(services);
        pages.extend(context, registry);
        offloads = new CheckpointOffloads(context.grid(), tier.tier());
    }

    @Override
    public <T> T createComponent(PluginContext context, Class<T> type) {
        return components.create(context, type);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public CachePluginProvider createCacheProvider(CachePluginContext context) {
        return null;
    }

    @Override
    public void start(PluginContext context) throws IgniteCheckedException {
        components.start(context);
    }

    @Override
    public void onIgniteStart() throws IgniteCheckedException {
        components.joined();
    }

    @Override
    public void onIgniteStop(boolean cancel) {
        if (offloads != null) {
            offloads.close();
        }
        components.leaving();
    }

    @Override
    public void stop(boolean cancel) {
        components.stop(cancel);
    }

    @Override
    public Serializable provideDiscoveryData(UUID nodeId) {
        return null;
    }

    @Override
    public void receiveDiscoveryData(UUID nodeId, Serializable data) {}

    @Override
    @SuppressWarnings("deprecation") // replaced by the method below, but still abstract
    public void validateNewNode(ClusterNode node) {}

    @Override
    public void validateNewNode(ClusterNode node, Serializable data) {}
}
