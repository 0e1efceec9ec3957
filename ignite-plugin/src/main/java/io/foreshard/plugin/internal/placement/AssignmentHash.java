package io.foreshard.plugin.internal.placement;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.shard.placement.Placement;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.apache.ignite.cache.affinity.AffinityFunction;
import org.apache.ignite.cache.affinity.AffinityFunctionContext;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.managers.discovery.DiscoCache;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.affinity.GridAffinityFunctionContextImpl;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cluster.BaselineTopology;

/**
 * The hash of the owners of all partitions that follow the placement, over all cache groups that every server has. Servers that compute the same owners have
 * the same hash. Stateless.
 */
final class AssignmentHash {
    private AssignmentHash() {}

    /** Returns whether the owners of partitions that a function computes follow the placement of a map. */
    static boolean follows(AffinityFunction function, int partitions) {
        return function instanceof BehavioralAffinityFunction behavioral && behavioral.partitions() == partitions;
    }

    /** Returns the groups that follow a placement and exist on every server, in the same order on each: those without a filter of nodes. */
    private static List<CacheGroupContext> groups(GridKernalContext context, int partitions) {
        return context.cache().cacheGroups().stream()
                .filter(group -> follows(group.affinityFunction(), partitions))
                .filter(group -> group.nodeFilter() == null || CacheConfiguration.ALL_NODES.equals(group.nodeFilter()))
                .sorted(Comparator.comparingInt(CacheGroupContext::groupId))
                .toList();
    }

    /** Returns the hash that servers will compute when a placement takes effect, if the nodes remain those of a topology version. */
    static long expected(GridKernalContext context, Placement placement, AffinityTopologyVersion version) {
        Set<Object> alive = new HashSet<>();
        context.discovery().discoCache(version).serverNodes().forEach(node -> alive.add(node.consistentId()));
        Hash hash = new Hash();
        for (CacheGroupContext group : groups(context, placement.partitions())) {
            hash.add(group, owners(context, group, placement, version), alive);
        }
        return hash.value();
    }

    /** Returns the owners of the partitions of a group when a placement takes effect, if the nodes remain those of a topology version. */
    static List<List<ClusterNode>> owners(
            GridKernalContext context, CacheGroupContext group, Placement placement, AffinityTopologyVersion version) {
        DiscoCache nodes = context.discovery().discoCache(version);
        BehavioralAffinityFunction function = (BehavioralAffinityFunction) group.affinityFunction();
        List<ClusterNode> servers = nodes.cacheGroupAffinityNodes(group.groupId()).stream()
                .sorted(Comparator.comparingLong(ClusterNode::order))
                .toList();
        BaselineTopology baseline = nodes.state().baselineTopology();
        AffinityFunctionContext at = new GridAffinityFunctionContextImpl(
                baseline == null ? servers : baseline.createBaselineView(servers, null),
                null,
                null,
                version,
                group.config().getBackups());
        return function.assignPartitions(at, PlacementRegistry.preferredOwners(placement));
    }

    /** Returns the hash of the assignment that this node computed last. */
    static long actual(GridKernalContext context, int partitions) {
        Hash hash = new Hash();
        for (CacheGroupContext group : groups(context, partitions)) {
            hash.add(group, group.affinity().idealAssignmentRaw(), null);
        }
        return hash.value();
    }

    private static final class Hash {
        private final CRC32C crc = new CRC32C();

        /** Adds the owners of a group, or those of them that are alive. */
        void add(CacheGroupContext group, List<List<ClusterNode>> assignment, Set<Object> alive) {
            add(group.cacheOrGroupName());
            for (List<ClusterNode> owners : assignment) {
                for (ClusterNode owner : owners) {
                    if (alive == null || alive.contains(owner.consistentId())) {
                        add(String.valueOf(owner.consistentId()));
                    }
                }
                crc.update(1); // the end of a partition
            }
        }

        private void add(String text) {
            crc.update(text.getBytes(StandardCharsets.UTF_8));
            crc.update(0);
        }

        long value() {
            return crc.getValue();
        }
    }
}
