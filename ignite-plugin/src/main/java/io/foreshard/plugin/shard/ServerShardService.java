package io.foreshard.plugin.shard;

import io.foreshard.plugin.cluster.ServiceAnswer;
import org.apache.ignite.Ignite;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.apache.ignite.services.Service;
import org.apache.ignite.services.ServiceConfiguration;

/**
 * The service on one server: passes calls on to the {@link ShardOperations} of its node. The instance that Ignite sends to the nodes has no state. Thread-safe.
 */
public final class ServerShardService implements Service, ShardService {
    private static final long serialVersionUID = 1L;

    @IgniteInstanceResource
    private transient Ignite ignite;

    /** Returns the deployment of the service on every server. */
    public static ServiceConfiguration everywhere() {
        ServiceConfiguration configuration = new ServiceConfiguration()
                .setName(ClusterShards.SERVICE)
                .setMaxPerNodeCount(1)
                .setTotalCount(0);
        configuration.setService(new ServerShardService());
        return configuration;
    }

    @Override
    public ServiceAnswer run(ShardOperation operation) {
        return ShardOperations.of(ignite).run(operation);
    }

    @Override
    public ServiceAnswer report() {
        return ShardOperations.of(ignite).report();
    }

    @Override
    public ServiceAnswer history() {
        return ShardOperations.of(ignite).history();
    }
}
