package io.foreshard.plugin.internal.page;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.metric.IoStatisticsHolder;
import org.apache.ignite.internal.metric.IoStatisticsHolderCache;
import org.apache.ignite.internal.pagemem.PageIdAllocator;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRowAdapter;

/**
 * Tells the read of a row from the other accesses of data pages, for the load of partitions.
 *
 * <p>All operations of Ignite, of key-value, SQL of both engines and scans, read a row by one method, {@code CacheDataRowAdapter.doInitFromLink}: it acquires the
 * data page with the statistics of the cache group's data. A search of a key compares it on the same page with other statistics, and a change, which acquires the page in
 * the same way, latches it for writing and is taken back. So a get is one read, and a row of a result is one. A row of several pages counts once for each page, and a row that the
 * Calcite engine filters in an index twice. A get of a missing key, a row read from an index alone, and a scan with Ignite's {@code dataPageScanEnabled} are not
 * counted.
 *
 * <p>A change reads the old row, from the page that it latches for writing next, once or, in a transaction, twice: these reads are taken back, because a change is one
 * write. A transaction that another thread prepares has one more read on the primary for each row that it overwrites. The split of an index page, once in some ten new rows, reads a row. Threads of maintenance, {@code idle_verify} and reads ahead of need count nothing
 * ({@link CurrentRead}).
 */
final class RowReads {
    private RowReads() {}

    /**
     * Looks for the method that reads rows.
     *
     * @throws IgniteCheckedException if this Ignite does not have it
     */
    static void check() throws IgniteCheckedException {
        for (Method method : CacheDataRowAdapter.class.getDeclaredMethods()) {
            if (method.getName().equals("doInitFromLink")
                    && Arrays.asList(method.getParameterTypes()).contains(IoStatisticsHolder.class)) {
                return;
            }
        }
        throw new IgniteCheckedException(
                "This Ignite does not have the method CacheDataRowAdapter.doInitFromLink that Foreshard counts reads by; "
                        + "use Ignite 2.17, or remove the ForeshardConfiguration from all nodes.");
    }

    /**
     * A thread has acquired a data page.
     *
     * @param statistics those of the cache group's data if a row is read or changed, other ones if a key is compared
     */
    static void acquired(
            CurrentRead thread, PartitionPages partition, int groupId, long pageId, IoStatisticsHolder statistics) {
        if (statistics instanceof IoStatisticsHolderCache && thread.rowAcquired(partition, groupId, pageId)) {
            partition.rowRead();
        }
    }

    /** A page is latched for writing. */
    static void changed(PartitionPages partition, int groupId, long pageId) {
        if (PageIdUtils.flag(pageId) == PageIdAllocator.FLAG_DATA) {
            int before = CurrentRead.rowChanged(groupId, pageId);
            if (before != 0) {
                partition.rowChanged(before);
            }
        }
    }
}
