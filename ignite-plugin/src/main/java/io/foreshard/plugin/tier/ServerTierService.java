package io.foreshard.plugin.tier;

import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.apache.ignite.services.Service;
import org.apache.ignite.services.ServiceConfiguration;

/**
 * The service on one server: passes calls on to the {@link NodeOperations} of its node. The instance that Ignite sends to the nodes has no state.
 * Thread-safe.
 */
public final class ServerTierService implements Service, TierService {
    private static final long serialVersionUID = 1L;

    @IgniteInstanceResource
    private transient Ignite ignite;

    /** Returns the deployment of the service on every server. */
    public static ServiceConfiguration everywhere() {
        ServiceConfiguration configuration = new ServiceConfiguration()
                .setName(ClusterTier.SERVICE)
                .setMaxPerNodeCount(1)
                .setTotalCount(0);
        configuration.setService(new ServerTierService());
        return configuration;
    }

    @Override
    public NodeReport start(TierTask task) {
        return NodeOperations.of(ignite).start(task);
    }

    @Override
    public NodeReport poll(UUID task) {
        return NodeOperations.of(ignite).poll(task);
    }

    @Override
    public NodeReport cancel(UUID task) {
        return NodeOperations.of(ignite).cancel(task);
    }
}
