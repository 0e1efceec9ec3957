package io.foreshard.plugin.internal.page;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.apache.ignite.internal.pagemem.PageMemory;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.persistence.freelist.AbstractFreeList;
import org.apache.ignite.internal.processors.cache.persistence.freelist.PagesList;
import org.apache.ignite.internal.processors.cache.persistence.freelist.io.PagesListNodeIO;
import org.apache.ignite.internal.util.GridLongList;

/** The pages in a free list of Ignite: in the pages of the list, and in its cache on the heap. Stateless. */
final class ListedPages {
    private ListedPages() {}

    /** Returns the ids of the partly filled pages, each as often as it is in the list. */
    static List<Long> of(CacheGroupContext group, AbstractFreeList<?> list) throws Exception {
        List<Long> pages = new ArrayList<>();
        for (int bucket = 0; bucket < list.bucketsCount() - 1; bucket++) {
            PagesList.Stripe[] stripes = (PagesList.Stripe[]) call(list, "getBucket", bucket);
            for (int stripe = 0; stripes != null && stripe < stripes.length; stripe++) {
                for (long node = stripes[stripe].tailId; node != 0; ) {
                    node = addNode(group, node, pages);
                }
            }
        }
        for (int bucket = 0; bucket < list.bucketsCount() - 1; bucket++) {
            addCached(call(list, "getBucketCache", bucket, false), pages);
        }
        return pages;
    }

    /** Returns the node before. */
    private static long addNode(CacheGroupContext group, long node, List<Long> pages) throws Exception {
        PageMemory memory = group.dataRegion().pageMemory();
        long page = memory.acquirePage(group.groupId(), node);
        try {
            long address = memory.readLock(group.groupId(), node, page);
            if (address == 0) {
                return 0;
            }
            try {
                PagesListNodeIO io = PagesListNodeIO.VERSIONS.forPage(address);
                for (int index = 0; index < io.getCount(address); index++) {
                    pages.add(io.getAt(address, index));
                }
                return io.getPreviousId(address);
            } finally {
                memory.readUnlock(group.groupId(), node, page);
            }
        } finally {
            memory.releasePage(group.groupId(), node, page);
        }
    }

    private static void addCached(Object cache, List<Long> pages) throws Exception {
        if (cache == null) {
            return;
        }
        Field field = PagesList.PagesCache.class.getDeclaredField("stripes");
        field.setAccessible(true);
        for (GridLongList stripe : (GridLongList[]) field.get(cache)) {
            for (int index = 0; stripe != null && index < stripe.size(); index++) {
                pages.add(stripe.get(index));
            }
        }
    }

    private static Object call(AbstractFreeList<?> list, String name, Object... arguments) throws Exception {
        Class<?>[] types =
                arguments.length == 1 ? new Class<?>[] {int.class} : new Class<?>[] {int.class, boolean.class};
        Method method = PagesList.class.getDeclaredMethod(name, types);
        method.setAccessible(true);
        return method.invoke(list, arguments);
    }
}
