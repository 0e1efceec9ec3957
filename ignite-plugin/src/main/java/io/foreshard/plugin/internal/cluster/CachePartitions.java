package io.foreshard.plugin.internal.cluster;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.tier.ClusterPins;
import io.foreshard.tier.NodeName;
import io.foreshard.tier.PartitionHost;
import io.foreshard.tier.TieredGroup;
import io.foreshard.tier.TieredPartition;
import java.io.File;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionTopology;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStoreManager;
import org.apache.ignite.internal.processors.cache.persistence.filename.PdsFolderSettings;
import org.apache.ignite.internal.processors.cluster.BaselineTopology;
import org.apache.ignite.internal.util.typedef.internal.CU;

/** The cache groups, partitions and checkpoints of a server, for the tier. Thread-safe. */
public final class CachePartitions implements PartitionHost {
    private final GridKernalContext context;
    private final PageMemories memories;
    private final OpenPartitions open;
    private final ClusterPins pins;

    /** Tells which partitions take the new rows of today. */
    @FunctionalInterface
    public interface OpenPartitions {
        /**
         * Returns whether a partition is one of them.
         *
         * @param partitions number of partitions of the group
         */
        boolean isOpen(String group, int partitions, int partition);
    }

    /** Creates the host; its methods may be called when Ignite's caches have started. */
    public CachePartitions(Ignite ignite, PageMemories memories, OpenPartitions open, ClusterPins pins) {
        this.open = open;
        this.pins = pins;
        context = ((IgniteEx) ignite).context();
        this.memories = memories;
    }

    @Override
    public TieredGroup group(String cacheOrGroup) {
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            boolean named = group.cacheOrGroupName().equals(cacheOrGroup)
                    || group.caches().stream().anyMatch(cache -> cache.name().equals(cacheOrGroup));
            if (named && group.config().isEncryptionEnabled()) {
                throw new IllegalArgumentException("The cache group '" + group.cacheOrGroupName()
                        + "' is encrypted: its partitions cannot be offloaded, and none is.");
            }
            if (named && canBeTiered(group)) {
                return tiered(group);
            }
        }
        throw new IllegalArgumentException(
                "There is no cache or cache group '" + cacheOrGroup + "' with persistence on this node.");
    }

    @Override
    public List<TieredGroup> groups() {
        return groups(CachePartitions::canBeTiered);
    }

    @Override
    public List<TieredGroup> ageingGroups() {
        return groups(
                group -> canBeTiered(group) && group.config().getAffinity() instanceof BehavioralAffinityFunction);
    }

    private List<TieredGroup> groups(Predicate<CacheGroupContext> wanted) {
        return context.state().publicApiActiveState(false)
                ? context.cache().cacheGroups().stream()
                        .filter(wanted)
                        .map(CachePartitions::tiered)
                        .toList()
                : List.of();
    }

    private static boolean canBeTiered(CacheGroupContext group) {
        return group.persistenceEnabled()
                && !group.systemCache()
                && !group.config().isEncryptionEnabled();
    }

    private static TieredGroup tiered(CacheGroupContext group) {
        return new TieredGroup(group.groupId(), group.cacheOrGroupName());
    }

    @Override
    public Map<Integer, TieredPartition> partitions(TieredGroup group) {
        Map<Integer, TieredPartition> owned = memories.group(group.id()).tiered();
        owned.keySet().removeIf(partition -> local(group, partition) == null);
        return owned;
    }

    @Override
    public long accesses(TieredGroup group, int partition) {
        return memories.partition(group.id(), partition).accesses();
    }

    @Override
    public boolean takesNewRows(TieredGroup group, int partition) {
        CacheGroupContext present = context.cache().cacheGroup(group.id());
        return present != null && open.isOpen(group.name(), present.affinity().partitions(), partition);
    }

    @Override
    public boolean isFilling(TieredGroup group, int partition) {
        GridDhtLocalPartition local = local(group, partition);
        return local != null && local.state() == GridDhtPartitionState.MOVING;
    }

    @Override
    public boolean isPinned(TieredGroup group, int partition) {
        return pins.isPinned(group.name(), partition);
    }

    @Override
    public Reservation reserve(TieredGroup group, int partition) {
        GridDhtLocalPartition local = local(group, partition);
        return local != null && local.reserve() ? local::release : null;
    }

    /** Returns the partition, or null if it is not on this node or its group is destroyed. */
    private GridDhtLocalPartition local(TieredGroup group, int partition) {
        CacheGroupContext present = context.cache().cacheGroup(group.id());
        return present == null ? null : present.topology().localPartition(partition);
    }

    @Override
    public void beginOffload(TieredGroup group, Set<Integer> partitions) throws IOException {
        try {
            memories.drain().begin(group.id(), partitions);
        } catch (IgniteCheckedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void endOffload(TieredGroup group, int partition) {
        memories.drain().end(group.id(), partition);
    }

    @Override
    public void checkpoint() throws IOException {
        try {
            ((GridCacheDatabaseSharedManager) context.cache().context().database())
                    .forceCheckpoint("offload of cold partitions")
                    .futureFor(CheckpointState.FINISHED)
                    .get();
        } catch (IgniteCheckedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Optional<Boolean> hasGroup(int id) {
        return context.state().publicApiActiveState(false)
                ? Optional.of(context.cache().cacheGroupDescriptors().containsKey(id))
                : Optional.empty();
    }

    @Override
    public Optional<Boolean> hasDirectory(String cacheDirectory) {
        File directory = new File(persistence().persistentStoreNodePath(), cacheDirectory);
        String[] files = directory.list((parent, name) -> name.startsWith(FilePageStoreManager.PART_FILE_PREFIX));
        return files != null && files.length > 0
                ? Optional.of(true)
                : hasGroup(CU.cacheId(FilePageStoreManager.cacheGroupName(directory)));
    }

    @Override
    public boolean isCoordinator() {
        return context.state().publicApiActiveState(false)
                && context.discovery().discoCache().aliveBaselineNodes().stream()
                        .min(Comparator.comparingLong(ClusterNode::order))
                        .filter(ClusterNode::isLocal)
                        .isPresent();
    }

    @Override
    public boolean isElsewhere(int group, int partition) {
        CacheGroupContext present = context.cache().cacheGroup(group);
        if (present == null || !context.state().publicApiActiveState(false)) {
            return false;
        }
        GridDhtLocalPartition local = present.topology().localPartition(partition);
        return (local == null || local.state() == GridDhtPartitionState.EVICTED)
                && present.topology().owners(partition).stream().anyMatch(node -> !node.isLocal());
    }

    @Override
    public Set<Integer> soleCopies(TieredGroup group) {
        CacheGroupContext present = context.cache().cacheGroup(group.id());
        if (present == null) {
            return Set.of();
        }
        GridDhtPartitionTopology topology = present.topology();
        boolean isActive = context.state().publicApiActiveState(false);
        return topology.localPartitions().stream()
                .filter(partition -> partition.state() == GridDhtPartitionState.OWNING)
                .map(GridDhtLocalPartition::id)
                .filter(partition ->
                        !isActive || topology.owners(partition).stream().allMatch(ClusterNode::isLocal))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public Optional<Set<String>> baseline() {
        BaselineTopology baseline = context.state().clusterState().baselineTopology();
        return baseline == null || !context.state().publicApiActiveState(false)
                ? Optional.empty()
                : Optional.of(
                        baseline.consistentIds().stream().map(Object::toString).collect(Collectors.toSet()));
    }

    /** {@inheritDoc} A cluster gets its id at its first activation. */
    @Override
    public NodeName node() {
        return new NodeName(
                persistence().folderName(),
                context.discovery().localNode().consistentId().toString(),
                String.valueOf(context.cluster().get().id()));
    }

    private PdsFolderSettings<?> persistence() {
        try {
            return context.pdsFolderResolver().resolveFolders();
        } catch (IgniteCheckedException e) {
            throw new IllegalStateException("The persistence directory of this node is not known.", e);
        }
    }

    @Override
    public boolean copiesFiles() {
        return context.cache().context().snapshotMgr().isSnapshotCreating();
    }
}
