package io.foreshard.plugin.internal.expiry;

import io.foreshard.plugin.internal.page.PageMemories;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.apache.ignite.internal.NodeStoppingException;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.IgniteCacheOffheapManager.CacheDataStore;
import org.apache.ignite.internal.util.typedef.X;

/** Expires the rows of one cache while a page of its group is remote. Its rounds run in one thread; the other methods are thread-safe. */
final class CacheExpiry {
    private final GridCacheContext<?, ?> cache;
    private final PageMemories memories;
    private final RowFetches fetches;
    private final BiConsumer<String, Exception> failures;
    private final Map<Integer, PartitionExpiry> partitions = new ConcurrentHashMap<>();
    private final Lock running = new ReentrantLock();
    private volatile boolean hasExpiringRows;
    private volatile boolean stopped;

    /** @param cache the cache that holds the rows, not a near cache */
    CacheExpiry(
            GridCacheContext<?, ?> cache,
            PageMemories memories,
            RowFetches fetches,
            BiConsumer<String, Exception> failures) {
        this.cache = cache;
        this.memories = memories;
        this.fetches = fetches;
        this.failures = failures;
    }

    /** A row of the cache expires at some time. */
    void hasExpiringRows() {
        hasExpiringRows = true;
    }

    /** Returns whether a page of the group is remote: then this class, and not Ignite, expires rows. */
    boolean isCold() {
        return memories.hasRemotePages(cache.groupId());
    }

    /** Expires rows of each partition, a limited number; returns whether there may be more to do at once. */
    boolean expire() {
        if (!hasExpiringRows || !isCold()) {
            return false;
        }
        boolean hasProgressed = false;
        for (CacheDataStore store : cache.offheap().cacheDataStores()) {
            running.lock();
            try {
                if (stopped) {
                    return false;
                }
                hasProgressed |= partitions
                        .computeIfAbsent(store.partId(), partition -> new PartitionExpiry(cache, partition, fetches))
                        .expire(store);
            } catch (Exception e) { // also checked exceptions that the methods do not declare
                if (!X.hasCause(e, NodeStoppingException.class)) {
                    failures.accept(cache.name(), e);
                }
            } finally {
                running.unlock();
            }
        }
        return hasProgressed;
    }

    /** Waits for the partition that is expired at present; later ones are left out. */
    void stop() {
        stopped = true;
        running.lock();
        running.unlock();
    }

    boolean isStopped() {
        return stopped;
    }
}
