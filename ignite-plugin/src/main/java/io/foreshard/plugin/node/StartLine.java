package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.MetricsConfiguration;
import io.foreshard.plugin.TierConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginContext;

/** Reports the start of the plugin on a node, in one line with its main settings. */
final class StartLine implements PluginComponent {
    private final String version;
    private final String partitions;
    private final String server;
    private final String metrics;
    private final EventLog events;
    private boolean client;

    StartLine(ForeshardConfiguration configuration, String version, EventLog events) {
        this.version = version;
        this.partitions = configuration.getPartitions() + " partitions";
        this.server = ", epoch " + configuration.getEpochDuration() + ", backups " + configuration.getBackups() + ", "
                + tier(configuration.getTier());
        this.metrics = metrics(configuration.getMetrics());
        this.events = events;
    }

    @Override
    public void configure(PluginContext context, IgniteConfiguration ignite) {
        client = ignite.isClientMode();
    }

    @Override
    public void joined() {
        String settings = client ? "client, " + partitions : "server, " + partitions + server;
        events.report(Event.STARTED, "Foreshard " + version + ": " + settings + ", " + metrics + ".", null);
    }

    private static String tier(TierConfiguration tier) {
        if (tier.getStoreUri() == null) {
            return "no object store";
        }
        return "object store " + JoinCheck.withoutSecrets(tier.getStoreUri()) + ", offload "
                + (tier.getColdAfter() == null ? "on command" : "after " + tier.getColdAfter() + " without access");
    }

    private static String metrics(MetricsConfiguration metrics) {
        return metrics.get(MetricsConfiguration.PORT) == 0
                ? "metrics off"
                : "metrics http://" + metrics.getHost() + ":" + metrics.getPort() + "/metrics";
    }
}
