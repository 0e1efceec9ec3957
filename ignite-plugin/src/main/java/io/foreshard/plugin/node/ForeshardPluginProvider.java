package io.foreshard.plugin.node;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.internal.cluster.RecordedMap;
import io.foreshard.plugin.internal.placement.ClusterPlacement;
import java.io.Serializable;
import java.util.UUID;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.CachePluginContext;
import org.apache.ignite.plugin.CachePluginProvider;
import org.apache.ignite.plugin.ExtensionRegistry;
import org.apache.ignite.plugin.IgnitePlugin;
import org.apache.ignite.plugin.PluginContext;
import org.apache.ignite.plugin.PluginProvider;
import org.apache.ignite.plugin.PluginValidationException;

/**
 * The provider of the plugin, loaded by Ignite with ServiceLoader. On a node without a {@link ForeshardConfiguration} it only refuses nodes that have one.
 * Ignite calls it from one thread at a time.
 *
 * <p>Adds caches, templates and services to the configuration of the node; Ignite creates them when the cluster is activated. No method waits for an active
 * cluster.
 */
public final class ForeshardPluginProvider implements PluginProvider<ForeshardConfiguration> {
    private PluginComponents components = new PluginComponents();
    private JoinCheck joinCheck;
    private PlacementComponent placements;
    private ForeshardPlugin plugin;

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
    public void initExtensions(PluginContext context, ExtensionRegistry registry) throws IgniteCheckedException {
        IgniteConfiguration ignite = context.igniteConfiguration();
        ForeshardConfiguration configuration =
                ForeshardConfiguration.find(ignite).orElse(null);
        joinCheck = new JoinCheck(null);
        if (configuration == null) {
            plugin = new ForeshardPlugin(context.grid(), null, null, null);
            components = new PluginComponents(new DiscardComponent(discard -> {}), new TierFileCheck(null, null));
            return;
        }
        configuration.validate();
        joinCheck = new JoinCheck(configuration);
        EventLog log = new EventLog(context.log(EventLog.class));
        MoveComponent moves = new MoveComponent(configuration.getSharding());
        PageComponent pages = new PageComponent(log, moves);
        TierComponent tier = new TierComponent(configuration, pages, log);
        PredictionComponent prediction = new PredictionComponent(configuration, log);
        placements = new PlacementComponent(configuration.get(ForeshardConfiguration.PARTITIONS));
        ShardComponent shards = new ShardComponent(configuration, pages, placements, log);
        plugin = new ForeshardPlugin(context.grid(), tier, shards, prediction);
        components = new PluginComponents(
                moves,
                pages,
                placements,
                new TableComponent(configuration),
                new IngestionComponent(configuration),
                new DiscardComponent(new TierEvents(log)::copyFilled),
                tier,
                shards,
                prediction,
                new CommandComponent(),
                new MetricsComponent(configuration, log, moves, tier, shards, prediction),
                new StartLine(configuration, version(), log));
        components.configure(context, ignite);
        pages.extend(context, registry);
        if (!ignite.isClientMode()) {
            RecordedMap.recordOrRefuse(context.grid(), joinCheck.map(), joinCheck::refusalOfStart);
        }
    }

    @Override
    public <T> T createComponent(PluginContext context, Class<T> type) {
        return components.create(context, type);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public CachePluginProvider createCacheProvider(CachePluginContext context) {
        return components.check(context.igniteCacheConfiguration());
    }

    @Override
    public void start(PluginContext context) throws IgniteCheckedException {
        components.start(context);
    }

    @Override
    public void stop(boolean cancel) {
        components.stop(cancel);
    }

    @Override
    public void onIgniteStart() throws IgniteCheckedException {
        components.joined();
    }

    @Override
    public void onIgniteStop(boolean cancel) {
        components.leaving();
    }

    @Override
    public Serializable provideDiscoveryData(UUID nodeId) {
        return placements == null ? null : placements.joinData(joinCheck.data());
    }

    @Override
    public void receiveDiscoveryData(UUID nodeId, Serializable data) {
        if (placements != null) {
            placements.receive(nodeId, data);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // replaced by the method below, but still abstract
    public void validateNewNode(ClusterNode node) {}

    @Override
    public void validateNewNode(ClusterNode node, Serializable data) {
        String refusal = joinCheck.refusal(data, node.isClient());
        if (refusal == null && placements != null && !node.isClient()) {
            refusal = placements.refusal(data);
        }
        if (refusal != null) {
            throw new PluginValidationException(refusal, refusal, node.id());
        }
    }

    /** Returns the placement of the cluster, from the start of this node on; null if it does not use the plugin. */
    ClusterPlacement placement() {
        return placements == null ? null : placements.placement();
    }
}
