package io.foreshard.plugin.shard;

import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.client.IgniteClient;

/**
 * The shards of a cluster, operated from any node or thin client; {@code control.sh --shards} uses it too. A change of the boundaries moves no row and causes no partition map
 * exchange; all servers have it when the call returns. A move causes an exchange, and its rows are copied after the call has returned. Needs Ignite's permissions {@code ADMIN_OPS} and {@code SERVICE_INVOKE}. Thread-safe.
 *
 * <p>All methods throw {@link IllegalStateException} with a sentence if the cluster is inactive, no server answers, the caller lacks a permission or a move cannot begin now, and
 * {@link org.apache.ignite.client.ClientConnectionException} if a thin client lost its connection. If a server left the cluster during a
 * call that failed or was refused, the operation may have been carried out: {@link #report()} tells.
 */
public interface ClusterShards {
    /** Name of the service on each server. */
    String SERVICE = "foreshard-shards";

    /**
     * Splits, merges, moves, pins or unpins a shard, whatever the mode of shard planning.
     *
     * @throws IllegalArgumentException with a sentence that names the cure, if there is no such shard or the change is not possible; nothing was changed
     */
    ShardChange run(ShardOperation operation);

    /** Returns the shards as they are now, with their loads and decisions of the last round of shard planning. */
    ShardReport report();

    /** Returns the last decisions about shards, at most 256, oldest first: those {@code SYS.SHARD_DECISIONS} shows. */
    List<RecordedDecision> decisions();

    /** Returns the shards of the cluster of a server or a thick client. */
    static ClusterShards of(Ignite ignite) {
        return new ShardClient(() -> ignite.cluster().state().active(), () -> ignite.services(
                        ignite.cluster().forServers())
                .serviceProxy(SERVICE, ShardService.class, false, ShardClient.TIMEOUT_MILLIS));
    }

    /** Returns the shards of the cluster of a thin client. The client's class path needs the Foreshard jars. */
    static ClusterShards of(IgniteClient client) {
        return new ShardClient(() -> client.cluster().state().active(), () -> client.services(
                        client.cluster().forServers())
                .serviceProxy(SERVICE, ShardService.class, ShardClient.TIMEOUT_MILLIS));
    }
}
