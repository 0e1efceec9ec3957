package io.foreshard.prefetch;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.lang.IgniteFuture;

/**
 * Reads keys through caches, which warms the pages of the servers; with a near cache on this node the entries stay here too, until they
 * change or are evicted.
 */
public final class CachesTarget implements PrefetchTarget {
    private final Map<Class<?>, IgniteCache<?, ?>> caches;

    /** Creates a target; the class of a key says in which cache it is. */
    public CachesTarget(Map<Class<?>, IgniteCache<?, ?>> caches) {
        this.caches = Map.copyOf(caches);
    }

    @Override
    public CompletableFuture<?> fetch(Collection<?> keys) {
        Map<IgniteCache<?, ?>, Set<Object>> byCache = new HashMap<>();
        for (Object key : keys) {
            IgniteCache<?, ?> cache = caches.get(key.getClass());
            if (cache == null) {
                throw new IllegalArgumentException("No cache is known for keys of " + key.getClass() + ".");
            }
            byCache.computeIfAbsent(cache, unused -> new HashSet<>()).add(key);
        }
        return CompletableFuture.allOf(byCache.entrySet().stream()
                .map(reads -> read(reads.getKey(), reads.getValue()))
                .toArray(CompletableFuture<?>[]::new));
    }

    @SuppressWarnings("unchecked") // the keys are of the class that was registered with the cache
    private static <K> CompletableFuture<Object> read(IgniteCache<K, ?> cache, Set<Object> keys) {
        CompletableFuture<Object> fetched = new CompletableFuture<>();
        IgniteFuture<?> reads = cache.getAllAsync((Set<K>) keys);
        reads.listen(done -> {
            try {
                fetched.complete(done.get());
            } catch (RuntimeException e) {
                fetched.completeExceptionally(e);
            }
        });
        return fetched;
    }
}
