package io.foreshard.plugin.internal.page;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.LongConsumer;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.metric.IoStatisticsHolder;
import org.apache.ignite.internal.metric.IoStatisticsHolderNoOp;
import org.apache.ignite.internal.processors.cache.persistence.freelist.AbstractFreeList;
import org.apache.ignite.internal.processors.cache.persistence.freelist.PagesList;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.AbstractDataPageIO;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.IOVersions;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.PageIO;
import org.apache.ignite.internal.processors.cache.persistence.tree.reuse.ReuseBag;

/**
 * Takes data pages out of Ignite's free lists and puts them back, by methods of {@code PagesList} that are not public. Both are written to the write-ahead log
 * by Ignite. Stateless and thread-safe.
 */
final class FreeLists {
    private final Method take = method("takeEmptyPage", int.class, IOVersions.class, IoStatisticsHolder.class);
    private final Method put =
            method("put", ReuseBag.class, long.class, long.class, long.class, int.class, IoStatisticsHolder.class);
    private final Method bucket = method("getBucketIndex", int.class);

    /** @throws IgniteCheckedException if this Ignite does not have the methods */
    FreeLists() throws IgniteCheckedException {}

    /**
     * Takes pages out of the buckets of partly filled pages, without access to the pages. The bucket of empty pages stays: they are never offloaded.
     *
     * @param max pages to take
     * @param taken receives the id of each page
     * @return whether no page is left
     */
    boolean drain(AbstractFreeList<?> list, int max, LongConsumer taken) throws IgniteCheckedException {
        int pages = 0;
        int reuseBucket = list.bucketsCount() - 1;
        for (int each = 0; each < reuseBucket; each++) {
            while (list.bucketSize(each) > 0) {
                if (pages == max) {
                    return false;
                }
                long page = (Long) call(take, list, each, null, IoStatisticsHolderNoOp.INSTANCE);
                if (page == 0) {
                    break;
                }
                taken.accept(page);
                pages++;
            }
        }
        return true;
    }

    /**
     * Puts a page into its bucket, if it has space for a row.
     *
     * @param page pointer of the acquired page
     * @param address address of the page, whose write lock the thread holds
     */
    void put(AbstractFreeList<?> list, long pageId, long page, long address) throws IgniteCheckedException {
        int freeBytes = PageIO.<AbstractDataPageIO<?>>getPageIO(address).getFreeSpace(address);
        int index = (Integer) call(bucket, list, freeBytes);
        if (index >= 0) {
            call(put, list, null, pageId, page, address, index, IoStatisticsHolderNoOp.INSTANCE);
        }
    }

    private static Object call(Method method, Object... arguments) throws IgniteCheckedException {
        Object[] rest = new Object[arguments.length - 1];
        System.arraycopy(arguments, 1, rest, 0, rest.length);
        try {
            return method.invoke(arguments[0], rest);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IgniteCheckedException failure) {
                throw failure;
            }
            throw new IgniteCheckedException("A free list of Ignite failed.", e.getCause());
        } catch (IllegalAccessException e) {
            throw unsupported(e);
        }
    }

    private static Method method(String name, Class<?>... parameters) throws IgniteCheckedException {
        try {
            Method method = PagesList.class.getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return method;
        } catch (NoSuchMethodException e) {
            throw unsupported(e);
        }
    }

    private static IgniteCheckedException unsupported(Exception cause) {
        return new IgniteCheckedException(
                "This Ignite does not have the free lists that the tier of Foreshard needs; use Ignite 2.17, or remove "
                        + "tier.storeUri from the ForeshardConfiguration.",
                cause);
    }
}
