package org.apache.ignite.internal.processors.cache.persistence.pagemem;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.pagemem.FullPageId;
import org.apache.ignite.internal.pagemem.PageIdAllocator;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.pagemem.PageMemory;
import org.apache.ignite.internal.processors.cache.persistence.DataRegionMetricsImpl;

/**
 * Evicts the data pages of a cache group from a page memory, as page replacement does: neither acquired pages nor changed ones. The next access reads them
 * from the partition file. In this package to call the step of page replacement. Stateless.
 */
public final class CleanPages {
    private CleanPages() {}

    /**
     * Evicts the pages; returns their number.
     *
     * @param tiered the page memory of a region of a node with a tier, which wraps that of Ignite
     */
    public static int evict(PageMemory tiered, int groupId) throws IgniteCheckedException {
        int evicted = 0;
        PageMemoryImpl memory = (PageMemoryImpl) read(tiered.getClass(), "memory", tiered);
        PageMemoryImpl.Segment[] segments = (PageMemoryImpl.Segment[]) read(PageMemoryImpl.class, "segments", memory);
        if (segments == null) {
            return 0; // the cluster is inactive
        }
        for (PageMemoryImpl.Segment segment : segments) {
            segment.writeLock().lock();
            try {
                evicted += evict(memory, segment, groupId);
            } finally {
                segment.writeLock().unlock();
            }
        }
        return evicted;
    }

    private static int evict(PageMemoryImpl memory, PageMemoryImpl.Segment segment, int groupId)
            throws IgniteCheckedException {
        if ((boolean) read(PageMemoryImpl.Segment.class, "closed", segment)) {
            return 0;
        }
        LoadedPagesMap loaded = (LoadedPagesMap) read(PageMemoryImpl.Segment.class, "loadedPages", segment);
        List<Long> pointers = new ArrayList<>();
        loaded.forEach((page, pointer) -> {
            if (page.groupId() == groupId && PageIdUtils.partId(page.pageId()) != PageIdAllocator.INDEX_PARTITION) {
                pointers.add(pointer);
            }
        });
        PagePool pool = (PagePool) read(PageMemoryImpl.Segment.class, "pool", segment);
        PageReplacementPolicy policy =
                (PageReplacementPolicy) read(PageMemoryImpl.Segment.class, "pageReplacementPolicy", segment);
        DataRegionMetricsImpl metrics = (DataRegionMetricsImpl) read(PageMemoryImpl.class, "dataRegionMetrics", memory);
        int evicted = 0;
        for (long pointer : pointers) {
            long page = segment.absolute(pointer);
            FullPageId id = PageHeader.fullPageId(page);
            int generation = segment.partGeneration(groupId, PageIdUtils.partId(id.pageId()));
            boolean isCurrent = loaded.get(groupId, id.effectivePageId(), generation, -1, -2) == pointer;
            if (isCurrent
                    && PageIdUtils.flag(id.pageId()) == PageIdAllocator.FLAG_DATA
                    && !PageHeader.dirty(page)
                    && PageHeader.tempBufferPointer(page) == PageMemoryImpl.INVALID_REL_PTR
                    && segment.tryToRemovePage(id, page)) {
                metrics.decrementPagesWithTimestamp(PageHeader.readTimestamp(page));
                policy.onRemove(pointer);
                pool.releaseFreePage(pointer);
                evicted++;
            }
        }
        return evicted;
    }

    private static Object read(Class<?> type, String name, Object from) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(from);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
