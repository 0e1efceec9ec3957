package io.foreshard.affinity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.ignite.cache.affinity.AffinityFunctionContext;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.lang.IgniteBiPredicate;

/**
 * Computes the owners of partitions that have preferred ones: these first, then servers in the order of rendezvous hashing. Preferred owners are not asked
 * whether they pass the filter of backups; the others are. A pure function of its inputs; confined to one thread.
 */
final class PlacedOwners {
    /** The attribute by which Ignite finds nodes of one host. */
    private static final String HOST = "org.apache.ignite.macs";

    private final BehavioralAffinityFunction function;
    private final RendezvousAffinityFunction allNodes;
    private final List<ClusterNode> nodes;
    private final int backups;
    private final Map<String, ClusterNode> byConsistentId = new HashMap<>();

    PlacedOwners(BehavioralAffinityFunction function, AffinityFunctionContext context) {
        this.function = function;
        this.allNodes = new RendezvousAffinityFunction(false, function.partitions());
        this.nodes = context.currentTopologySnapshot();
        this.backups = context.backups();
        nodes.forEach(node -> byConsistentId.put(String.valueOf(node.consistentId()), node));
    }

    /**
     * Returns the owners of all partitions.
     *
     * @param rendezvous the owners without preferred ones
     */
    List<List<ClusterNode>> of(PreferredOwners preferred, List<List<ClusterNode>> rendezvous) {
        List<List<ClusterNode>> owners = new ArrayList<>(rendezvous.size());
        for (int partition = 0; partition < rendezvous.size(); partition++) {
            owners.add(
                    of(partition, preferred.owners(partition), preferred.copies(partition), rendezvous.get(partition)));
        }
        return owners;
    }

    private List<ClusterNode> of(int partition, List<String> preferred, int copies, List<ClusterNode> rendezvous) {
        List<ClusterNode> owners = new ArrayList<>();
        int wanted = wanted(copies);
        preferred.stream()
                .map(byConsistentId::get)
                .filter(Objects::nonNull)
                .limit(wanted)
                .forEach(owners::add);
        if (owners.isEmpty() && copies == 0) {
            return rendezvous;
        }
        if (owners.size() < wanted) {
            List<ClusterNode> others = allNodes.assignPartition(partition, nodes, nodes.size() - 1, null);
            fill(owners, others, wanted, node -> passes(node, owners) && !hasNeighbor(node, owners));
            if (function.isExcludeNeighbors()) {
                fill(owners, others, wanted, node -> true); // too few hosts: as Ignite does
            }
        }
        return owners;
    }

    private int wanted(int copies) {
        if (backups == Integer.MAX_VALUE) {
            return nodes.size(); // a replicated cache
        }
        return Math.min(Math.max(copies, backups + 1), nodes.size());
    }

    private static void fill(
            List<ClusterNode> owners, List<ClusterNode> others, int wanted, Predicate<ClusterNode> condition) {
        for (ClusterNode node : others) {
            if (owners.size() < wanted && !owners.contains(node) && condition.test(node)) {
                owners.add(node);
            }
        }
    }

    private boolean passes(ClusterNode node, List<ClusterNode> owners) {
        IgniteBiPredicate<ClusterNode, ClusterNode> byPrimary = function.getBackupFilter();
        IgniteBiPredicate<ClusterNode, List<ClusterNode>> byOwners = function.getAffinityBackupFilter();
        return owners.isEmpty()
                || byPrimary == null && byOwners == null
                || byPrimary != null && byPrimary.apply(owners.get(0), node)
                || byOwners != null && byOwners.apply(node, owners);
    }

    private boolean hasNeighbor(ClusterNode node, List<ClusterNode> owners) {
        return function.isExcludeNeighbors()
                && owners.stream()
                        .anyMatch(owner -> Objects.equals(owner.<String>attribute(HOST), node.<String>attribute(HOST)));
    }
}
