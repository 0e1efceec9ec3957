package io.foreshard.plugin.tier;

import java.util.UUID;
import java.util.function.Consumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.client.IgniteClient;

/**
 * The tiers of all servers, operated from any node or thin client; {@code control.sh --tier} uses it too. The operations run on the servers, each on its
 * own partitions; rows stay readable and writable. Needs Ignite's permissions {@code ADMIN_OPS} and {@code SERVICE_INVOKE}. Thread-safe.
 */
public interface ClusterTier {
    /** Name of the service on each server. */
    String SERVICE = "foreshard-tier";

    /**
     * Runs a task on servers and waits for its end.
     *
     * <p>A server that fails, leaves or does not answer for a minute is named in the report and does not affect the others. If the calling thread is
     * interrupted, the task is cancelled.
     *
     * @param progress receives the reports of the servers so far, about twice a second
     * @throws IllegalArgumentException if no server has a cache, partition or disk as asked for, or a name is not one of a server; nothing was done
     * @throws IllegalStateException if the cluster is inactive, or no server has a tier
     * @throws java.util.concurrent.CancellationException if the thread was interrupted; its flag is set again
     * @throws org.apache.ignite.IgniteException if this node is stopped
     * @throws org.apache.ignite.client.ClientException if a thin client lost its connection; the task goes on
     */
    TierReport run(TierTask task, Consumer<TierReport> progress);

    /** As {@link #run(TierTask, Consumer)}, without progress. */
    default TierReport run(TierTask task) {
        return run(task, report -> {});
    }

    /**
     * Cancels a task on all servers: partitions in work are finished, no further ones are begun. Returns without waiting for that.
     *
     * @throws IllegalArgumentException if no server knows the task
     */
    TierReport cancel(UUID task);

    /** Returns the tiers of the cluster of a server or a thick client. */
    static ClusterTier of(Ignite ignite) {
        return new TierCoordinator(new ServersOfNode(ignite));
    }

    /** Returns the tiers of the cluster of a thin client. The client's class path needs the Foreshard jars. */
    static ClusterTier of(IgniteClient client) {
        return new TierCoordinator(new ServersOfThinClient(client));
    }
}
