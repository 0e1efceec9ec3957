package io.foreshard.plugin.node;

import io.foreshard.plugin.ShardingConfiguration;
import io.foreshard.plugin.internal.cluster.OperationWaits;
import io.foreshard.plugin.internal.cluster.SettingProperty;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.shard.throttle.MoveThrottle;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginContext;

/** The pace at which a server copies partitions, and the probes of the latency that it follows; none on a client. */
final class MoveComponent implements PluginComponent {
    private final long configured;
    private volatile SettingProperty<Long> maximum;
    private PluginContext context;
    private ScheduledExecutorService timer;
    private MoveThrottle throttle;

    MoveComponent(ShardingConfiguration sharding) {
        configured = sharding.get(ShardingConfiguration.MAX_MOVE_BYTES_PER_SECOND);
    }

    @Override
    public void configure(PluginContext pluginContext, IgniteConfiguration ignite) {
        if (!ignite.isClientMode()) {
            timer = DaemonThreads.scheduled("foreshard-moves");
            throttle = new MoveThrottle(timer, () -> maximum == null ? configured : maximum.get());
        }
    }

    @Override
    public void start(PluginContext pluginContext) {
        context = pluginContext;
        maximum = SettingProperty.register(
                context.grid(),
                ShardingConfiguration.MAX_MOVE_BYTES_PER_SECOND,
                configured,
                "foreshard.shards.maxMoveBytesPerSecond",
                "Bytes per second that a server sends and receives for moves of partitions, at most, such as 64MiB; null: sharding.maxMoveBytesPerSecond of each server");
    }

    @Override
    public void joined() {
        if (throttle != null) {
            OperationWaits.begin(context.grid(), timer, throttle::second);
        }
    }

    @Override
    public void stop(boolean cancel) {
        if (throttle != null) {
            throttle.close();
            timer.shutdownNow();
        }
    }

    /** Returns the pace; null on a client. */
    MoveThrottle throttle() {
        return throttle;
    }
}
