package io.foreshard.plugin.internal.page;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.PageMemory;
import org.apache.ignite.internal.processors.cache.persistence.DataRegion;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;

/**
 * The page memories of a server's persistent data regions, each with a step before a page is acquired: it counts accesses by partition, and
 * lets the tier fetch what is remote. Thread-safe.
 */
public final class PageMemories {
    private final Map<Integer, Map<Integer, PartitionPages>> groups = new ConcurrentHashMap<>();
    private volatile RemotePages remote;

    /**
     * Prepares the seam; to be called from {@code initExtensions}.
     *
     * @throws IgniteCheckedException if this Ignite does not have what is needed
     */
    public PageMemories(Ignite ignite) throws IgniteCheckedException {
        GridKernalContext context = ((IgniteEx) ignite).context();
        Field pageMemory = pageMemoryField();
        context.internalSubscriptionProcessor().registerDatabaseListener(new DatabaseLifecycleListener() {
            @Override
            public void onInitDataRegions(IgniteCacheDatabaseSharedManager manager) throws IgniteCheckedException {
                for (DataRegion region : manager.dataRegions()) {
                    if (region.config().isPersistenceEnabled()
                            && region.pageMemory() instanceof PageMemoryImpl memory) {
                        replace(pageMemory, region, new TieredPageMemory(memory, PageMemories.this));
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
                "This Ignite does not have the field DataRegion.pageMem that Foreshard needs; "
                        + "use Ignite 2.17, or remove the ForeshardConfiguration from all nodes.",
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

    /** From now on what is remote is fetched before it is acquired. */
    public void fetchWith(RemotePages pages) {
        remote = pages;
    }

    /** Returns what fetches remote pages; null as long as no partition is tiered. */
    RemotePages remote() {
        return remote;
    }

    public PartitionPages partition(int groupId, int partition) {
        return group(groupId).computeIfAbsent(partition, unused -> new PartitionPages());
    }

    /** Returns the partitions of a group that were opened or accessed, by number. */
    public Map<Integer, PartitionPages> group(int groupId) {
        Map<Integer, PartitionPages> group = groups.get(groupId);
        return group != null ? group : groups.computeIfAbsent(groupId, unused -> new ConcurrentHashMap<>());
    }
}
