package io.foreshard.prefetch;

import java.util.Map;
import java.util.Set;
import org.apache.ignite.IgniteCache;

/**
 * A cache that reports its reads to the prefetcher. Its reads join a fetch in flight instead of reading a key twice.
 *
 * <p>Values and exceptions are those of {@link #cache()}. A read that joins a fetch waits for it about as long as two fetches take, then sends a request of its own.
 * Thread-safe.
 */
public final class PrefetchingCache<K, V> {
    private final IgniteCache<K, V> cache;
    private final String name;
    private final Prefetches prefetches;

    PrefetchingCache(IgniteCache<K, V> cache, String name, Prefetches prefetches) {
        this.cache = cache;
        this.name = name;
        this.prefetches = prefetches;
    }

    /**
     * Returns the value of a key, or null if there is none.
     *
     * @throws javax.cache.CacheException as {@link IgniteCache#get}: a failing prefetch adds none
     */
    public V get(K key) {
        return prefetches.read(name, Set.of(key), () -> cache.get(key));
    }

    /**
     * Returns the values of those keys that have one.
     *
     * @throws javax.cache.CacheException as {@link IgniteCache#getAll}: a failing prefetch adds none
     */
    public Map<K, V> getAll(Set<K> keys) {
        return prefetches.read(name, keys, () -> cache.getAll(keys));
    }

    /** Returns the cache itself, for writes and queries. */
    public IgniteCache<K, V> cache() {
        return cache;
    }
}
