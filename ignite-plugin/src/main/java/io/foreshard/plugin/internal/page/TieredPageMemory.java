package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.IgniteInternalFuture;
import org.apache.ignite.internal.metric.IoStatisticsHolder;
import org.apache.ignite.internal.pagemem.FullPageId;
import org.apache.ignite.internal.pagemem.PageIdAllocator;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.DataRegionMetricsImpl;
import org.apache.ignite.internal.processors.cache.persistence.PageStoreWriter;
import org.apache.ignite.internal.processors.cache.persistence.StorageException;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.CheckpointMetricsTracker;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.LoadedPagesMap;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryEx;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageReadWriteManager;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.PageIO;
import org.apache.ignite.internal.util.GridMultiCollectionWrapper;

/**
 * The page memory of a data region with a step before a page is acquired: it counts the access and fetches a remote page, while nothing is locked or
 * registered.
 *
 * <p>Delegates by explicit methods, because a dynamic proxy would slow down every page access. Thread-safe.
 */
final class TieredPageMemory implements PageMemoryEx {
    /** The pointer of {@link NoPage}; those of pages are addresses. */
    private static final long NO_POINTER = 1;

    final PageMemoryImpl memory;
    final PageMemories memories;
    private final LeafRows leafRows;
    private final CursorLeaves cursorLeaves;

    TieredPageMemory(PageMemoryImpl memory, PageMemories memories) {
        this.memory = memory;
        this.memories = memories;
        this.leafRows = new LeafRows(memory, memories);
        this.cursorLeaves = new CursorLeaves(leafRows, memories);
    }

    LeafRows leafRows() {
        return leafRows;
    }

    CursorLeaves cursorLeaves() {
        return cursorLeaves;
    }

    /** Ignite reads meta pages by this method, and all pages of a partition to preload it; no row, so it heats nothing. */
    @Override
    public long acquirePage(int groupId, long pageId) throws IgniteCheckedException {
        makeLocal(groupId, pageId, null);
        return memory.acquirePage(groupId, pageId);
    }

    @Override
    public long acquirePage(int groupId, long pageId, IoStatisticsHolder statistics) throws IgniteCheckedException {
        if (NoPage.isNoPage(pageId)) {
            return NO_POINTER;
        }
        makeLocal(groupId, pageId, statistics);
        return memory.acquirePage(groupId, pageId, statistics);
    }

    /** Ignite reads the meta page of a partition by this method. */
    @Override
    public long acquirePage(int groupId, long pageId, AtomicBoolean allocated) throws IgniteCheckedException {
        makeLocal(groupId, pageId, null);
        return memory.acquirePage(groupId, pageId, allocated);
    }

    /** With {@code restore}, recovery overwrites the whole page from the write-ahead log, so the page is not fetched. */
    @Override
    public long acquirePage(int groupId, long pageId, IoStatisticsHolder statistics, boolean restore)
            throws IgniteCheckedException {
        if (!restore) {
            makeLocal(groupId, pageId, statistics);
        }
        return memory.acquirePage(groupId, pageId, statistics, restore);
    }

    boolean hasRemotePages(int groupId, int partition) {
        return memories.hasRemotePages(groupId, partition);
    }

    /** Returns whether a page of this memory can be remote. */
    boolean hasTier() {
        return memories.remote() != null;
    }

    /** Does the fetch that the current thread wanted when it held a latch; to be called before it takes the next one. */
    private void fetchWanted() throws IgniteCheckedException {
        RemotePages remote = memories.remote();
        if (remote != null && remote.isAnyWanted()) {
            remote.fetchWanted();
        }
    }

    /** Like {@link #fetchWanted}, from a method that declares no exception; its callers do. */
    private void fetchWantedBeforeLatch() {
        try {
            fetchWanted();
        } catch (IgniteCheckedException e) {
            throw undeclared(e);
        }
    }

    /** @param statistics those of the cache group's data if a row is read or changed, other ones if keys are compared, null if the page has no row */
    private void makeLocal(int groupId, long pageId, IoStatisticsHolder statistics) throws IgniteCheckedException {
        fetchWanted();
        cursorLeaves.beforeAcquire(groupId, pageId);
        PartitionPages partition = memories.partition(groupId, PageIdUtils.partId(pageId));
        TieredPartition tiered = partition.tiered();
        boolean hasRemotePages = tiered != null && tiered.remotePages() != 0;
        boolean isForRows = statistics != null
                && PageIdUtils.flag(pageId) == PageIdAllocator.FLAG_DATA
                && !(hasRemotePages && LocalReads.isActive());
        CurrentRead thread = isForRows ? CurrentRead.ofThread() : null;
        if (isForRows && thread.heats()) {
            partition.accessed(PageIdUtils.pageIndex(pageId) + 1);
        }
        if (hasRemotePages) {
            memories.remote().beforeAcquire(memory, cursorLeaves, tiered, groupId, pageId);
        }
        if (isForRows) {
            RowReads.acquired(thread, partition, groupId, pageId, statistics);
        }
    }

    private void changed(boolean dirty) {
        RemotePages remote = memories.remote();
        if (dirty && remote != null) {
            remote.changed();
        }
    }

    @Override
    public void start() {
        memory.start();
    }

    @Override
    public void stop(boolean deallocate) {
        memory.stop(deallocate);
    }

    @Override
    public int pageSize() {
        return memory.pageSize();
    }

    @Override
    public int realPageSize(int groupId) {
        return memory.realPageSize(groupId);
    }

    @Override
    public int systemPageSize() {
        return memory.systemPageSize();
    }

    @Override
    public ByteBuffer pageBuffer(long pageAddress) {
        return memory.pageBuffer(pageAddress);
    }

    @Override
    public long loadedPages() {
        return memory.loadedPages();
    }

    @Override
    public int checkpointBufferPagesCount() {
        return memory.checkpointBufferPagesCount();
    }

    @Override
    public DataRegionMetricsImpl metrics() {
        return memory.metrics();
    }

    @Override
    public long readLock(long pointer, long pageId, boolean force, boolean touch) {
        return memory.readLock(pointer, pageId, force, touch);
    }

    @Override
    public long writeLock(int groupId, long pageId, long page, boolean restore) {
        long address = memory.writeLock(groupId, pageId, page, restore);
        if (memories.drain() != null) {
            memories.drain().restored(groupId, pageId);
        }
        return address;
    }

    @Override
    public void writeUnlock(int groupId, long pageId, long page, Boolean walPolicy, boolean dirty, boolean restore) {
        changed(dirty);
        memory.writeUnlock(groupId, pageId, page, walPolicy, dirty, restore);
    }

    @Override
    public long partitionMetaPageId(int groupId, int partition) {
        return memory.partitionMetaPageId(groupId, partition);
    }

    @Override
    public boolean safeToUpdate() {
        return memory.safeToUpdate();
    }

    @Override
    public GridMultiCollectionWrapper<FullPageId> beginCheckpoint(
            @SuppressWarnings("rawtypes") IgniteInternalFuture allowToReplace) {
        return memory.beginCheckpoint(allowToReplace);
    }

    /**
     * Called before Ignite marks a checkpoint as ended ({@code CheckpointWorkflow.markCheckpointEnd} and {@code finalizeCheckpointOnRecovery}). A failure
     * is thrown as the exception of a failed fsync of a page store, which both methods declare: the checkpoint fails, its callers learn of it, the
     * failure handler is called, and the end is not marked.
     */
    @Override
    public void finishCheckpoint() {
        try {
            memories.checkpointed();
        } catch (IOException e) {
            throw undeclared(new StorageException("The residency of the tier could not be made durable.", e));
        }
        memory.finishCheckpoint();
    }

    /** Throws a checked exception from a method that does not declare it. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException undeclared(Exception failure) throws E {
        throw (E) failure;
    }

    @Override
    public void checkpointWritePage(
            FullPageId pageId, ByteBuffer buffer, PageStoreWriter writer, CheckpointMetricsTracker tracker)
            throws IgniteCheckedException {
        memory.checkpointWritePage(pageId, buffer, writer, tracker);
    }

    @Override
    public PageReadWriteManager pageManager() {
        return memory.pageManager();
    }

    @Override
    public int invalidate(int groupId, int partition) {
        return memory.invalidate(groupId, partition);
    }

    @Override
    public void onCacheGroupDestroyed(int groupId) {
        memory.onCacheGroupDestroyed(groupId);
    }

    @Override
    public IgniteInternalFuture<Void> clearAsync(LoadedPagesMap.KeyPredicate predicate, boolean cleanDirty) {
        return memory.clearAsync(predicate, cleanDirty);
    }

    @Override
    public FullPageId pullPageFromCpBuffer() {
        return memory.pullPageFromCpBuffer();
    }

    @Override
    public boolean isCpBufferOverflowThresholdExceeded() {
        return memory.isCpBufferOverflowThresholdExceeded();
    }

    @Override
    public long totalPages() {
        return memory.totalPages();
    }

    @Override
    public long allocatePage(int groupId, int partition, byte flags) throws IgniteCheckedException {
        return memory.allocatePage(groupId, partition, flags);
    }

    @Override
    public boolean freePage(int groupId, long pageId) {
        return memory.freePage(groupId, pageId);
    }

    @Override
    public void releasePage(int groupId, long pageId, long page) {
        if (page == NO_POINTER) {
            return;
        }
        memory.releasePage(groupId, pageId, page);
        CurrentRead.released(groupId, pageId);
    }

    @Override
    public long readLock(int groupId, long pageId, long page) {
        if (page == NO_POINTER) {
            return 0;
        }
        fetchWantedBeforeLatch();
        long address = memory.readLock(groupId, pageId, page);
        if (address != 0 && PageIO.getType(address) == PageIO.T_BPLUS_META) {
            cursorLeaves.metaPageRead();
        }
        return address;
    }

    @Override
    public long readLockForce(int groupId, long pageId, long page) {
        return memory.readLockForce(groupId, pageId, page);
    }

    @Override
    public void readUnlock(int groupId, long pageId, long page) {
        memory.readUnlock(groupId, pageId, page);
    }

    @Override
    public long writeLock(int groupId, long pageId, long page) {
        fetchWantedBeforeLatch();
        long address = latched(groupId, pageId, page, memory.writeLock(groupId, pageId, page));
        if (address != 0 && PageIdUtils.flag(pageId) == PageIdAllocator.FLAG_DATA && memories.drain() != null) {
            memories.drain().locked(memory, groupId, pageId, page, address);
        }
        return address;
    }

    @Override
    public long tryWriteLock(int groupId, long pageId, long page) {
        return latched(groupId, pageId, page, memory.tryWriteLock(groupId, pageId, page));
    }

    private long latched(int groupId, long pageId, long page, long address) {
        PartitionPages partition = memories.partition(groupId, PageIdUtils.partId(pageId));
        PagesBeforeChange.latched(memory, partition, groupId, pageId, page, address);
        RowReads.changed(partition, groupId, pageId);
        return address;
    }

    @Override
    public void writeUnlock(int groupId, long pageId, long page, Boolean walPolicy, boolean dirty) {
        changed(dirty);
        memory.writeUnlock(groupId, pageId, page, walPolicy, dirty);
    }

    @Override
    public boolean isDirty(int groupId, long pageId, long page) {
        return memory.isDirty(groupId, pageId, page);
    }
}
