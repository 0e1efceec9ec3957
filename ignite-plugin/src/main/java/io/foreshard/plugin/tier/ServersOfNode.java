package io.foreshard.plugin.tier;

import java.util.Map;
import java.util.UUID;
import org.apache.ignite.Ignite;

/** The servers as a server or a thick client reaches them. Thread-safe. */
final class ServersOfNode implements Servers {
    private static final long TIMEOUT_MILLIS = 10_000;

    private final Ignite ignite;

    ServersOfNode(Ignite ignite) {
        this.ignite = ignite;
    }

    @Override
    public boolean isActive() {
        return ignite.cluster().state().active();
    }

    @Override
    public Map<UUID, String> names() {
        return Servers.names(ignite.cluster().forServers().nodes());
    }

    @Override
    public TierService service(UUID node) {
        return ignite.services(ignite.cluster().forNodeId(node))
                .serviceProxy(ClusterTier.SERVICE, TierService.class, false, TIMEOUT_MILLIS);
    }
}
