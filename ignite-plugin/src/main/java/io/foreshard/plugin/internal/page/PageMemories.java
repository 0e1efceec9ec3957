package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.PageIdAllocator;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.pagemem.PageMemory;
import org.apache.ignite.internal.processors.cache.persistence.DataRegion;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;
import org.apache.ignite.internal.util.collection.IntHashMap;

/**
 * The page memories of a server's persistent data regions, each wrapped by a {@link TieredPageMemory}: it counts accesses by partition and fetches remote
 * pages before they are acquired. Thread-safe.
 */
public final class PageMemories {
    /** Replaced by a copy with each further group; groups of caches that were destroyed stay. */
    private volatile IntHashMap<GroupPages> groups = new IntHashMap<>();

    private final List<PageMemoryImpl> memories = new CopyOnWriteArrayList<>();
    private final DirtyPages dirty = new DirtyPages();
    private volatile RemotePages remote;
    private volatile Runnable checkpointBegin = () -> {};
    private volatile CheckpointEnd checkpointEnd;
    private volatile FreeListDrain drain;
    private volatile IndexComparisons comparisons;

    /**
     * Registers the replacement of each page memory; to be called from {@code initExtensions}.
     *
     * @throws IgniteCheckedException if this Ignite does not have the field that holds the page memory, the count of dirty pages, or the method that reads rows
     */
    public PageMemories(Ignite ignite) throws IgniteCheckedException {
        GridKernalContext context = ((IgniteEx) ignite).context();
        Field pageMemory = pageMemoryField();
        RowReads.check();
        context.internalSubscriptionProcessor().registerDatabaseListener(new DatabaseLifecycleListener() {
            @Override
            public void onInitDataRegions(IgniteCacheDatabaseSharedManager manager) throws IgniteCheckedException {
                for (DataRegion region : manager.dataRegions()) {
                    if (region.config().isPersistenceEnabled()
                            && region.pageMemory() instanceof PageMemoryImpl memory) {
                        replace(pageMemory, region, new TieredPageMemory(memory, PageMemories.this));
                        memories.add(memory);
                    }
                }
            }
        });
    }

    /** Returns the private field that holds the page memory; a missing field is found here, before Ignite opens a region. */
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

    /** Sets the fetcher of remote pages, and the steps at the begin and the end of a checkpoint. */
    public void use(RemotePages pages, Runnable begin, CheckpointEnd end) {
        remote = pages;
        checkpointBegin = begin;
        checkpointEnd = end;
    }

    /** Sets the drain of free lists. */
    void use(FreeListDrain freeLists) {
        drain = freeLists;
    }

    /** Sets the fetcher of the rows that indexes compare. */
    void use(IndexComparisons fetcher) {
        comparisons = fetcher;
    }

    /** Returns the fetcher of the rows that indexes compare; null on a node without a tier. */
    IndexComparisons comparisons() {
        return comparisons;
    }

    /** Returns the drain of free lists; null on a node without a tier. */
    public FreeListDrain drain() {
        return drain;
    }

    /** Runs the step at the begin of a checkpoint, while no page is changed. */
    void checkpointBegins() {
        checkpointBegin.run();
    }

    /** Runs the step at the end of a checkpoint. */
    void checkpointed() throws IOException {
        if (checkpointEnd != null) {
            checkpointEnd.run();
        }
    }

    /** Returns the number of dirty pages of all regions. */
    public long dirtyPages() {
        return memories.stream().mapToLong(dirty::of).sum();
    }

    /** Returns the fetcher of remote pages; null on a node without a tier. */
    RemotePages remote() {
        return remote;
    }

    /** Returns whether a partition, or any of the group if the partition is that of its indexes, has a remote page. */
    public boolean hasRemotePages(int groupId, int partition) {
        if (partition == PageIdAllocator.INDEX_PARTITION) {
            return hasRemotePages(groupId);
        }
        PartitionPages pages = group(groupId).get(partition);
        return pages != null && pages.hasRemotePages();
    }

    /** A scan of the partition of a page begins, see {@link TieredPartition#beginReadThrough}. */
    void beginScan(int groupId, long pageId) {
        TieredPartition tiered = partition(groupId, PageIdUtils.partId(pageId)).tiered();
        if (tiered != null) {
            tiered.beginReadThrough();
        }
    }

    /** Returns a partition; adds it at its first access. */
    public PartitionPages partition(int groupId, int partition) {
        return group(groupId).getOrAdd(partition);
    }

    /** Returns whether a page of a group is remote on this node. */
    public boolean hasRemotePages(int groupId) {
        return group(groupId).hasRemotePages();
    }

    /** Returns the partitions of a group. */
    public GroupPages group(int groupId) {
        GroupPages group = groups.get(groupId);
        return group != null ? group : add(groupId);
    }

    private synchronized GroupPages add(int groupId) {
        GroupPages present = groups.get(groupId);
        if (present != null) {
            return present;
        }
        IntHashMap<GroupPages> more = new IntHashMap<>();
        groups.forEach(more::put);
        GroupPages added = new GroupPages();
        more.put(groupId, added);
        groups = more;
        return added;
    }
}
