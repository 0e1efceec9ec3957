package io.foreshard.plugin.internal;

import io.foreshard.plugin.store.ObjectStore;
import io.foreshard.plugin.tier.OffloadReport;
import io.foreshard.plugin.tier.PartitionFile;
import io.foreshard.plugin.tier.Tier;
import io.foreshard.plugin.tier.TierException;
import io.foreshard.plugin.tier.TierSize;
import io.foreshard.plugin.tier.TierStatistics;
import io.foreshard.plugin.tier.TieredPartition;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.PageMemory;
import org.apache.ignite.internal.pagemem.store.IgnitePageStoreManager;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.DataRegion;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;

/** The tier of one server: the two seams in Ignite, and the partitions that were opened through them. */
public final class TieredStorage implements Tier {
    private static final String SYSTEM_GROUP = "ignite-sys-cache";

    private final GridKernalContext context;
    private final ObjectStore store;
    private final TierStatistics statistics = new TierStatistics();
    private final RemotePages remotePages;
    private final Map<Integer, Map<Integer, TieredPartition>> groups = new ConcurrentHashMap<>();

    /**
     * Prepares the seams; to be called from {@code initExtensions}.
     *
     * @throws IgniteCheckedException if this Ignite does not have what is needed
     */
    public TieredStorage(Ignite ignite, ObjectStore store) throws IgniteCheckedException {
        context = ((IgniteEx) ignite).context();
        this.store = store;
        remotePages = new RemotePages(context.log(TieredStorage.class), statistics);
        Field pageMemory = pageMemoryField();
        context.internalSubscriptionProcessor().registerDatabaseListener(new DatabaseLifecycleListener() {
            @Override
            public void onInitDataRegions(IgniteCacheDatabaseSharedManager manager) throws IgniteCheckedException {
                for (DataRegion region : manager.dataRegions()) {
                    if (region.config().isPersistenceEnabled()
                            && region.pageMemory() instanceof PageMemoryImpl memory) {
                        replace(pageMemory, region, new TieredPageMemory(memory, TieredStorage.this));
                    }
                }
            }
        });
    }

    /** The hook that is not a public or overridable part of Ignite: checked before anything depends on it. */
    private static Field pageMemoryField() throws IgniteCheckedException {
        try {
            Field field = DataRegion.class.getDeclaredField("pageMem");
            if (field.getType() == PageMemory.class) {
                field.setAccessible(true);
                return field;
            }
        } catch (NoSuchFieldException e) {
            throw unsupported(e);
        }
        throw unsupported(null);
    }

    private static IgniteCheckedException unsupported(Exception cause) {
        return new IgniteCheckedException(
                "This Ignite does not have the field DataRegion.pageMem that the tier of Foreshard needs; "
                        + "use Ignite 2.17, or remove the storeUri from the ForeshardConfiguration.",
                cause);
    }

    private static void replace(Field field, DataRegion region, PageMemory memory) throws IgniteCheckedException {
        try {
            field.set(region, memory);
        } catch (IllegalAccessException e) {
            throw unsupported(e);
        }
        if (region.pageMemory() != memory) {
            throw unsupported(null);
        }
    }

    /** Returns the replacement of one of Ignite's components, or null. */
    public <T> T create(Class<T> type) {
        return type == IgnitePageStoreManager.class ? type.cast(new TieredPageStoreManager(context, this)) : null;
    }

    /** Tells whether a file is one of a partition whose pages may leave: system tables stay. */
    static boolean isTiered(Path file) {
        return file.getFileName().toString().startsWith("part-")
                && !file.getParent().getFileName().toString().contains(SYSTEM_GROUP);
    }

    TieredPartition open(int groupId, Path file, PartitionFile io, int pageBytes) throws IOException {
        String name = file.getFileName().toString();
        int partition = Integer.parseInt(name.substring("part-".length(), name.indexOf('.')));
        Path directory = file.getParent();
        Path node = directory.getParent();
        Path residency = node.resolveSibling("tier")
                .resolve(node.getFileName())
                .resolve(directory.getFileName())
                .resolve("part-" + partition + ".residency");
        String prefix = "group-" + Integer.toHexString(groupId) + "/part-" + partition + "/" + node.getFileName();
        TieredPartition opened = new TieredPartition(prefix, io, residency, pageBytes, store, statistics);
        groups.computeIfAbsent(groupId, unused -> new ConcurrentHashMap<>()).put(partition, opened);
        return opened;
    }

    TieredPartition partition(int groupId, int partition) {
        Map<Integer, TieredPartition> group = groups.get(groupId);
        return group == null ? null : group.get(partition);
    }

    RemotePages remotePages() {
        return remotePages;
    }

    @Override
    public OffloadReport offload(String cacheOrGroup, int... partitions) {
        Map<Integer, TieredPartition> local = partitions(cacheOrGroup);
        if (partitions.length > 0) {
            local.keySet().retainAll(IntStream.of(partitions).boxed().toList());
        }
        checkpoint();
        long pages = 0;
        for (Map.Entry<Integer, TieredPartition> partition : local.entrySet()) {
            try {
                pages += partition.getValue().offload();
            } catch (IOException e) {
                throw new TierException(
                        "Partition " + partition.getKey() + " of " + cacheOrGroup + " could not leave: "
                                + e.getMessage() + " Its pages are where they were; try again.",
                        e);
            }
        }
        return new OffloadReport(local.size(), pages);
    }

    private void checkpoint() {
        try {
            ((GridCacheDatabaseSharedManager) context.cache().context().database())
                    .forceCheckpoint("cold partitions leave")
                    .futureFor(CheckpointState.FINISHED)
                    .get();
        } catch (IgniteCheckedException e) {
            throw new TierException("The checkpoint before an offload failed: " + e.getMessage(), e);
        }
    }

    /** Returns the partitions of a group that this node has, by number. */
    private Map<Integer, TieredPartition> partitions(String cacheOrGroup) {
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            boolean named = group.cacheOrGroupName().equals(cacheOrGroup)
                    || group.caches().stream().anyMatch(cache -> cache.name().equals(cacheOrGroup));
            if (named && group.persistenceEnabled() && !group.systemCache()) {
                Map<Integer, TieredPartition> owned = new TreeMap<>(groups.getOrDefault(group.groupId(), Map.of()));
                owned.keySet().removeIf(partition -> group.topology().localPartition(partition) == null);
                return owned;
            }
        }
        throw new IllegalArgumentException(
                "There is no cache or cache group '" + cacheOrGroup + "' with persistence on this node.");
    }

    @Override
    public TierStatistics statistics() {
        return statistics;
    }

    @Override
    public TierSize size(String cacheOrGroup) {
        long file = 0;
        long allocated = 0;
        long remote = 0;
        for (TieredPartition partition : partitions(cacheOrGroup).values()) {
            try {
                file += partition.sizeBytes();
            } catch (IOException e) {
                throw new TierException("The size of a partition file cannot be read: " + e.getMessage(), e);
            }
            allocated += partition.allocatedBytes();
            remote += (long) partition.remotePages() * partition.pageBytes();
        }
        return new TierSize(file, allocated, remote);
    }

    /** Lets whoever waits for the store go; to be called when the node stops. */
    public void stop() {
        remotePages.stop();
        store.close();
    }
}
