package io.foreshard.plugin.internal.page;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.IgniteCacheOffheapManager.CacheDataStore;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheOffheapManager.GridCacheDataStore;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointListener;
import org.apache.ignite.internal.processors.cache.persistence.freelist.AbstractFreeList;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;

/**
 * Keeps offloaded pages out of Ignite's free lists: a new row never needs a page of the object store.
 *
 * <p>While a partition is offloaded, each checkpoint begins with its lists empty. So a page that an offload takes from the file is in no list, and stays in none
 * until it is locked for its first change: then it is local, and returns to its list before the change. The pages are those of {@link UnlistedPages}; after a
 * restart these are the pages with a remote copy, because a page that returned was written, and has none any more. The page itself is not touched when it is
 * taken out: the place of its list in it is stale, which Ignite tolerates.
 *
 * <p>Only pages in no list may return: a page in two lists is corrupted by the second row. Thread-safe.
 */
public final class FreeListDrain implements DatabaseLifecycleListener, CheckpointListener {
    /** Pages taken out in one hold of the checkpoint read lock: some milliseconds. */
    private static final int BATCH_PAGES = 1_000;

    private final GridKernalContext context;
    private final PageMemories memories;
    private final FreeLists lists = new FreeLists();
    /** Number of offloads that have begun and not ended. */
    private final Map<PartitionKey, Integer> offloading = new ConcurrentHashMap<>();

    private record PartitionKey(int group, int partition) {}

    private FreeListDrain(GridKernalContext context, PageMemories memories) throws IgniteCheckedException {
        this.context = context;
        this.memories = memories;
    }

    /**
     * Registers the drain; to be called from {@code initExtensions}.
     *
     * @throws IgniteCheckedException if this Ignite does not have the methods of free lists
     */
    public static void install(Ignite ignite, PageMemories memories) throws IgniteCheckedException {
        GridKernalContext context = ((IgniteEx) ignite).context();
        FreeListDrain drain = new FreeListDrain(context, memories);
        context.internalSubscriptionProcessor().registerDatabaseListener(drain);
        memories.use(drain);
    }

    /** At an activation, before cache groups register their listeners; at a start there are no checkpoints yet. */
    @Override
    public void onInitDataRegions(IgniteCacheDatabaseSharedManager manager) {
        listen(manager);
    }

    @Override
    public void beforeBinaryMemoryRestore(IgniteCacheDatabaseSharedManager manager) {
        listen(manager);
    }

    /** Ignite calls listeners in the order of their registration: lists are empty before a cache group writes the cached part of its lists into pages. */
    private void listen(IgniteCacheDatabaseSharedManager manager) {
        if (manager
                        instanceof
                        GridCacheDatabaseSharedManager
                        database // else the node has no persistence, and is refused later
                && database.getCheckpointManager() != null) {
            database.addCheckpointListener(this);
        }
    }

    /** Empties the free lists of partitions and keeps them empty at each checkpoint until {@link #end}. */
    public void begin(int groupId, Set<Integer> partitions) throws IgniteCheckedException {
        partitions.forEach(partition -> offloading.merge(new PartitionKey(groupId, partition), 1, Integer::sum));
        try {
            for (int partition : partitions) {
                drainInBatches(groupId, partition);
            }
        } catch (IgniteCheckedException | RuntimeException e) {
            partitions.forEach(partition -> end(groupId, partition));
            throw e;
        }
    }

    /** The offload of a partition has ended. */
    public void end(int groupId, int partition) {
        offloading.computeIfPresent(
                new PartitionKey(groupId, partition), (unused, offloads) -> offloads == 1 ? null : offloads - 1);
    }

    /** The checkpoint lock is held by this thread alone: no thread is between taking a page from a list and changing it. */
    @Override
    public void onMarkCheckpointBegin(Context checkpoint) throws IgniteCheckedException {
        memories.checkpointBegins();
        for (PartitionKey key : offloading.keySet()) {
            GridDhtLocalPartition partition = reserve(key.group(), key.partition());
            if (partition != null) {
                try {
                    drain(key.group(), partition, Integer.MAX_VALUE);
                } finally {
                    partition.release();
                }
            }
        }
    }

    @Override
    public void onCheckpointBegin(Context checkpoint) {}

    @Override
    public void beforeCheckpointBegin(Context checkpoint) {}

    private void drainInBatches(int groupId, int number) throws IgniteCheckedException {
        GridDhtLocalPartition partition = reserve(groupId, number);
        if (partition == null) {
            return;
        }
        try {
            partition.dataStore().rowStore(); // opens the lists
            boolean isEmpty = false;
            while (!isEmpty) {
                context.cache().context().database().checkpointReadLock();
                try {
                    isEmpty = drain(groupId, partition, BATCH_PAGES);
                } finally {
                    context.cache().context().database().checkpointReadUnlock();
                }
            }
        } finally {
            partition.release();
        }
    }

    private GridDhtLocalPartition reserve(int groupId, int number) {
        CacheGroupContext group = context.cache().cacheGroup(groupId);
        GridDhtLocalPartition partition =
                group == null ? null : group.topology().localPartition(number);
        return partition != null && partition.reserve() ? partition : null;
    }

    private boolean drain(int groupId, GridDhtLocalPartition partition, int max) throws IgniteCheckedException {
        AbstractFreeList<?> list = list(partition.dataStore());
        UnlistedPages unlisted = memories.partition(groupId, partition.id()).unlisted();
        return list == null || unlisted == null || lists.drain(list, max, page -> unlisted.add(filePage(page)));
    }

    /** Returns the free list of a partition; null before its first access since the start of the node. */
    private static AbstractFreeList<?> list(CacheDataStore store) {
        return store instanceof GridCacheDataStore persistent ? persistent.getCacheStoreFreeList() : null;
    }

    /**
     * A data page was locked for a change: returns it to its free list, if an offload has taken it out.
     *
     * @param address address of the page, whose write lock the thread holds
     */
    void locked(PageMemoryImpl memory, int groupId, long pageId, long page, long address) {
        UnlistedPages unlisted =
                memories.partition(groupId, PageIdUtils.partId(pageId)).unlisted();
        if (unlisted == null || !unlisted.remove(filePage(pageId))) {
            return;
        }
        CacheGroupContext group = context.cache().cacheGroup(groupId);
        GridDhtLocalPartition partition =
                group == null ? null : group.topology().localPartition(PageIdUtils.partId(pageId));
        AbstractFreeList<?> list = partition == null ? null : list(partition.dataStore());
        if (list == null) {
            return;
        }
        try {
            lists.put(list, pageId, page, address);
        } catch (IgniteCheckedException | RuntimeException e) {
            memory.writeUnlock(groupId, pageId, page, null, true);
            throw undeclared(e);
        }
    }

    /** Recovery changes a page: it may be in a list since. */
    void restored(int groupId, long pageId) {
        memories.partition(groupId, PageIdUtils.partId(pageId)).restored(filePage(pageId));
    }

    /** Returns the number of a page in the file: the header is page 0. */
    private static int filePage(long pageId) {
        return PageIdUtils.pageIndex(pageId) + 1;
    }

    /** Throws a checked exception from a method that does not declare it. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException undeclared(Exception failure) throws E {
        throw (E) failure;
    }
}
