package io.foreshard.prefetch;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.ignite.IgniteCache;

/**
 * Reads keys through the caches of a node, which loads their pages into the memory of the servers; entries of a near cache on this node also stay
 * here until they change or are evicted. Thread-safe.
 */
final class CacheFetcher implements Fetcher<CachedKey> {
    private final Map<String, IgniteCache<Object, ?>> caches;

    /** @param caches caches by their names */
    CacheFetcher(Map<String, IgniteCache<Object, ?>> caches) {
        this.caches = Map.copyOf(caches);
    }

    @Override
    public CompletableFuture<?> fetch(Collection<CachedKey> keys) {
        Map<String, Set<Object>> byCache = new HashMap<>();
        for (CachedKey key : keys) {
            byCache.computeIfAbsent(key.cache(), unused -> new HashSet<>()).add(key.key());
        }
        return CompletableFuture.allOf(byCache.entrySet().stream()
                .map(read -> fetch(caches.get(read.getKey()), read.getValue()))
                .toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<?> fetch(IgniteCache<Object, ?> cache, Set<Object> keys) {
        CompletableFuture<Object> fetched = new CompletableFuture<>();
        cache.getAllAsync(keys).listen(done -> {
            try {
                fetched.complete(done.get());
            } catch (RuntimeException e) {
                fetched.completeExceptionally(e);
            }
        });
        return fetched;
    }
}
