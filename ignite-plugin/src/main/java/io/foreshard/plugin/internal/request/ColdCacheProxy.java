package io.foreshard.plugin.internal.request;

import java.io.Serial;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cache.CacheEntry;
import org.apache.ignite.cache.CacheEntryProcessor;
import org.apache.ignite.internal.processors.cache.GridCacheAdapter;
import org.apache.ignite.internal.processors.cache.IgniteCacheProxyImpl;
import org.apache.ignite.internal.util.future.GridFinishedFuture;
import org.apache.ignite.internal.util.typedef.internal.CU;
import org.apache.ignite.lang.IgniteFuture;

/**
 * Ignite's proxy of a cache, whose operations on many keys fetch the pages of their rows before they begin. Operations on one key are those of Ignite: a
 * wrapper of the cache below the proxy would cost each of them a call.
 *
 * <p>The calling thread fetches for an asynchronous operation, too, as Ignite reads local rows in it. The failure of a fetch is thrown, or fails the future.
 * Thread-safe.
 */
final class ColdCacheProxy<K, V> extends IgniteCacheProxyImpl<K, V> {
    @Serial
    private static final long serialVersionUID = 0L;

    private final transient LocalFetches fetches;

    /** Ignite's marshaller requires it of each {@code Externalizable} class, and does not call it: see {@link #writeReplace}. */
    private ColdCacheProxy() {
        fetches = null;
    }

    ColdCacheProxy(GridCacheAdapter<K, V> cache, LocalFetches fetches) {
        super(cache.context(), cache, false);
        this.fetches = fetches;
    }

    /** Fetches pages. */
    private interface Fetch {
        void run() throws IgniteCheckedException;
    }

    private static <T> T after(Fetch fetch, Supplier<T> operation) {
        try {
            fetch.run();
        } catch (IgniteCheckedException e) {
            throw CU.convertToCacheException(e);
        }
        return operation.get();
    }

    private <T> IgniteFuture<T> futureAfter(Fetch fetch, Supplier<IgniteFuture<T>> operation) {
        try {
            fetch.run();
        } catch (IgniteCheckedException e) {
            return createFuture(new GridFinishedFuture<>(e));
        }
        return operation.get();
    }

    private Fetch read(Collection<?> keys) {
        return () -> fetches.beforeRead(context(), keys);
    }

    private Fetch change(Collection<?> keys) {
        return () -> fetches.beforeChange(context(), keys);
    }

    private Fetch change(Map<?, ?> rows) {
        return () -> fetches.beforeChange(context(), rows);
    }

    private static Set<?> keys(Map<?, ?> map) {
        return map == null ? null : map.keySet();
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        return after(read(keys), () -> super.getAll(keys));
    }

    @Override
    public IgniteFuture<Map<K, V>> getAllAsync(Set<? extends K> keys) {
        return futureAfter(read(keys), () -> super.getAllAsync(keys));
    }

    @Override
    public Collection<CacheEntry<K, V>> getEntries(Set<? extends K> keys) {
        return after(read(keys), () -> super.getEntries(keys));
    }

    @Override
    public IgniteFuture<Collection<CacheEntry<K, V>>> getEntriesAsync(Set<? extends K> keys) {
        return futureAfter(read(keys), () -> super.getEntriesAsync(keys));
    }

    @Override
    public Map<K, V> getAllOutTx(Set<? extends K> keys) {
        return after(read(keys), () -> super.getAllOutTx(keys));
    }

    @Override
    public IgniteFuture<Map<K, V>> getAllOutTxAsync(Set<? extends K> keys) {
        return futureAfter(read(keys), () -> super.getAllOutTxAsync(keys));
    }

    @Override
    public boolean containsKeys(Set<? extends K> keys) {
        return after(read(keys), () -> super.containsKeys(keys));
    }

    @Override
    public IgniteFuture<Boolean> containsKeysAsync(Set<? extends K> keys) {
        return futureAfter(read(keys), () -> super.containsKeysAsync(keys));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        after(change(map), () -> {
            super.putAll(map);
            return null;
        });
    }

    @Override
    public IgniteFuture<Void> putAllAsync(Map<? extends K, ? extends V> map) {
        return futureAfter(change(map), () -> super.putAllAsync(map));
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        after(change(keys), () -> {
            super.removeAll(keys);
            return null;
        });
    }

    @Override
    public IgniteFuture<Void> removeAllAsync(Set<? extends K> keys) {
        return futureAfter(change(keys), () -> super.removeAllAsync(keys));
    }

    @Override
    public void clearAll(Set<? extends K> keys) {
        after(change(keys), () -> {
            super.clearAll(keys);
            return null;
        });
    }

    @Override
    public IgniteFuture<Void> clearAllAsync(Set<? extends K> keys) {
        return futureAfter(change(keys), () -> super.clearAllAsync(keys));
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        return after(change(keys), () -> super.invokeAll(keys, processor, arguments));
    }

    @Override
    public <T> IgniteFuture<Map<K, EntryProcessorResult<T>>> invokeAllAsync(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        return futureAfter(change(keys), () -> super.invokeAllAsync(keys, processor, arguments));
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, CacheEntryProcessor<K, V, T> processor, Object... arguments) {
        return after(change(keys), () -> super.invokeAll(keys, processor, arguments));
    }

    @Override
    public <T> IgniteFuture<Map<K, EntryProcessorResult<T>>> invokeAllAsync(
            Set<? extends K> keys, CacheEntryProcessor<K, V, T> processor, Object... arguments) {
        return futureAfter(change(keys), () -> super.invokeAllAsync(keys, processor, arguments));
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Map<? extends K, ? extends EntryProcessor<K, V, T>> processors, Object... arguments) {
        return after(change(keys(processors)), () -> super.invokeAll(processors, arguments));
    }

    @Override
    public <T> IgniteFuture<Map<K, EntryProcessorResult<T>>> invokeAllAsync(
            Map<? extends K, ? extends EntryProcessor<K, V, T>> processors, Object... arguments) {
        return futureAfter(change(keys(processors)), () -> super.invokeAllAsync(processors, arguments));
    }

    /** A node that receives the proxy gets Ignite's, which finds its own cache. */
    @Serial
    private Object writeReplace() {
        return new IgniteCacheProxyImpl<>(context(), context().cache(), false);
    }
}
