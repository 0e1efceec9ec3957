package io.foreshard.plugin.tier;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.ignite.client.IgniteClient;

/** The servers as a thin client reaches them, through the server it is connected to. Thread-safe. */
final class ServersOfThinClient implements Servers {
    private static final long TIMEOUT_MILLIS = 10_000;

    private final IgniteClient client;

    ServersOfThinClient(IgniteClient client) {
        this.client = client;
    }

    @Override
    public boolean isActive() {
        return client.cluster().state().active();
    }

    @Override
    public Map<UUID, String> names() {
        return Servers.names(client.cluster().forServers().nodes());
    }

    @Override
    public TierService service(UUID node) {
        return client.services(client.cluster().forNodeIds(Set.of(node)))
                .serviceProxy(ClusterTier.SERVICE, TierService.class, TIMEOUT_MILLIS);
    }
}
