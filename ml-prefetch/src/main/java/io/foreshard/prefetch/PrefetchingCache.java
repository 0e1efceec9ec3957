package io.foreshard.prefetch;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.ignite.IgniteCache;

/**
 * A cache that reports its reads to the prefetcher. Its reads join a fetch in flight instead of reading a key twice.
 *
 * <p>Values and exceptions are those of {@link #cache()}. A read that joins a fetch waits for it at most 2 s, then sends a request of its own.
 * Thread-safe.
 */
public final class PrefetchingCache<K, V> {
    private final IgniteCache<K, V> cache;
    private final Function<K, CompletableFuture<Void>> onRead;

    /** @param onRead called with each key that is read; its future completes when a fetch in flight of this key has ended */
    PrefetchingCache(IgniteCache<K, V> cache, Function<K, CompletableFuture<Void>> onRead) {
        this.cache = cache;
        this.onRead = onRead;
    }

    /**
     * Returns the value of a key, or null if there is none.
     *
     * @throws javax.cache.CacheException as {@link IgniteCache#get}: a failing prefetch adds none
     */
    public V get(K key) {
        join(List.of(onRead.apply(key)));
        return cache.get(key);
    }

    /**
     * Returns the values of those keys that have one.
     *
     * @throws javax.cache.CacheException as {@link IgniteCache#getAll}: a failing prefetch adds none
     */
    public Map<K, V> getAll(Set<K> keys) {
        join(keys.stream().map(onRead).toList());
        return cache.getAll(keys);
    }

    /** Returns the cache itself, for writes and queries. */
    public IgniteCache<K, V> cache() {
        return cache;
    }

    private static void join(List<CompletableFuture<Void>> fetches) {
        try {
            CompletableFuture.allOf(fetches.toArray(CompletableFuture<?>[]::new))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the read itself decides what an interrupt means
        } catch (ExecutionException e) {
            throw new IllegalStateException("A fetch that ended never fails its readers.", e);
        }
    }
}
