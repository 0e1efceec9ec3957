package io.foreshard.plugin.tier;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.ignite.cluster.ClusterNode;

/** The servers of a cluster and the service on them, as the caller reaches them. Implementations are thread-safe. */
interface Servers {
    /** Returns whether the cluster is active: the service runs only then. */
    boolean isActive();

    /** Returns the consistent ids of the servers by node id. */
    Map<UUID, String> names();

    /** Returns a proxy of the service on one server; its calls fail if the server does not answer within some seconds. */
    TierService service(UUID node);

    /** Returns the consistent ids of nodes by node id. */
    static Map<UUID, String> names(Collection<ClusterNode> nodes) {
        return nodes.stream().collect(Collectors.toMap(ClusterNode::id, node -> node.consistentId()
                .toString()));
    }
}
