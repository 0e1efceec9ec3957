package io.foreshard.plugin.internal.cluster;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.tier.OperationHost;
import io.foreshard.tier.PartitionHost;
import io.foreshard.tier.TieredGroup;
import io.foreshard.tier.TieredPartition;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cache.affinity.AffinityFunction;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.CacheGroupDescriptor;
import org.apache.ignite.internal.processors.cache.GridCacheUtils;
import org.apache.ignite.internal.util.typedef.internal.CU;

/** The cache groups of the cluster, the partition files of a server and its administrators, for operations on the tier. Thread-safe. */
public final class AdministeredServer implements OperationHost {
    private final GridKernalContext context;
    private final PartitionHost host;

    /** Creates it; its methods may be called while the cluster is active. */
    public AdministeredServer(Ignite ignite, PartitionHost host) {
        context = ((IgniteEx) ignite).context();
        this.host = host;
    }

    @Override
    public String node() {
        return context.discovery().localNode().consistentId().toString();
    }

    @Override
    public void authorize() {
        Administrators.check(context.grid());
    }

    @Override
    public List<Group> groups() {
        return descriptors().map(AdministeredServer::group).toList();
    }

    @Override
    public Optional<Group> group(String cacheOrGroup) {
        return descriptors()
                .filter(group -> group.cacheOrGroupName().equals(cacheOrGroup)
                        || group.caches().containsKey(cacheOrGroup))
                .findFirst()
                .map(AdministeredServer::group);
    }

    private Stream<CacheGroupDescriptor> descriptors() {
        return context.cache().cacheGroupDescriptors().values().stream()
                .filter(group -> group.persistenceEnabled()
                        && !group.config().isEncryptionEnabled()
                        && !GridCacheUtils.isSystemCache(group.cacheOrGroupName()));
    }

    private static Group group(CacheGroupDescriptor group) {
        AffinityFunction affinity = group.config().getAffinity();
        return new Group(
                group.cacheOrGroupName(), affinity.partitions(), affinity instanceof BehavioralAffinityFunction);
    }

    @Override
    public Map<Integer, TieredPartition> partitions(Group group) {
        int id = CU.cacheId(group.name());
        return context.cache().cacheGroup(id) == null ? Map.of() : host.partitions(new TieredGroup(id, group.name()));
    }

    @Override
    public long fileBytes(Group group, int partition) {
        try {
            return (long) context.cache().context().pageStore().pages(CU.cacheId(group.name()), partition)
                    * context.config().getDataStorageConfiguration().getPageSize();
        } catch (IgniteCheckedException e) {
            throw new IllegalStateException(
                    "The size of partition " + partition + " of " + group.name() + " cannot be read.", e);
        }
    }

    @Override
    public long freeBytes() {
        try {
            File directory = context.pdsFolderResolver().resolveFolders().persistentStoreNodePath();
            return directory.getUsableSpace();
        } catch (IgniteCheckedException e) {
            throw new IllegalStateException("The persistence directory of this node is not known.", e);
        }
    }
}
