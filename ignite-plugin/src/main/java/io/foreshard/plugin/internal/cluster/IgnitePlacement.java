package io.foreshard.plugin.internal.cluster;

import io.foreshard.plugin.shard.PresentPlacement;
import io.foreshard.shard.balance.PartitionOwners;
import io.foreshard.shard.balance.ServerNode;
import java.util.List;
import java.util.Optional;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.util.typedef.internal.CU;

/** The owners that Ignite intends for the partitions of a cache group, and the servers as their attributes say. Thread-safe. */
public final class IgnitePlacement implements PresentPlacement {
    private final Ignite ignite;
    private final int group;

    /** @param cacheOrGroup name of the cache group, or of a cache that is in none */
    public IgnitePlacement(Ignite ignite, String cacheOrGroup) {
        this.ignite = ignite;
        this.group = CU.cacheId(cacheOrGroup);
    }

    @Override
    public Optional<PartitionOwners> owners() {
        CacheGroupContext context = ((IgniteEx) ignite).context().cache().cacheGroup(group);
        List<List<ClusterNode>> assignment =
                context == null ? null : context.affinity().idealAssignmentRaw();
        return assignment == null || assignment.stream().anyMatch(List::isEmpty)
                ? Optional.empty()
                : Optional.of(PartitionOwners.copyOf(
                        assignment.stream().map(IgnitePlacement::ids).toList(),
                        context.config().getBackups() + 1));
    }

    private static List<String> ids(List<ClusterNode> owners) {
        return owners.stream().map(node -> node.consistentId().toString()).toList();
    }

    @Override
    public ServerNode server(ClusterNode server, boolean measured) {
        return NodeCapacity.of(server, measured);
    }
}
