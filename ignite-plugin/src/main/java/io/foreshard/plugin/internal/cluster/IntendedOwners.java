package io.foreshard.plugin.internal.cluster;

import io.foreshard.shard.balance.PartitionOwners;
import java.util.List;
import java.util.Optional;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.util.typedef.internal.CU;

/** The owners that Ignite intends for the partitions of a cache group: those it has when all rebalances are done. Thread-safe. */
public final class IntendedOwners {
    private final Ignite ignite;
    private final int group;

    /** @param cacheOrGroup name of the cache group, or of a cache that is in none */
    public IntendedOwners(Ignite ignite, String cacheOrGroup) {
        this.ignite = ignite;
        this.group = CU.cacheId(cacheOrGroup);
    }

    /** Returns the owners by consistent id; empty while this node does not know the group, or a partition has no owner. */
    public Optional<PartitionOwners> read() {
        CacheGroupContext context = ((IgniteEx) ignite).context().cache().cacheGroup(group);
        List<List<ClusterNode>> assignment =
                context == null ? null : context.affinity().idealAssignmentRaw();
        return assignment == null || assignment.stream().anyMatch(List::isEmpty)
                ? Optional.empty()
                : Optional.of(PartitionOwners.copyOf(
                        assignment.stream().map(IntendedOwners::ids).toList()));
    }

    private static List<String> ids(List<ClusterNode> owners) {
        return owners.stream().map(node -> node.consistentId().toString()).toList();
    }
}
