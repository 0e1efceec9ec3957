package io.foreshard.prefetch;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.ignite.IgniteCache;

/**
 * Reads keys through the caches of a node, which loads their pages into the memory of the servers; entries of a near cache on this node also stay
 * here until they change, or are evicted or discarded. Values stay serialized. Thread-safe.
 */
final class CacheFetcher implements Fetcher<CachedKey> {
    private final Map<String, IgniteCache<Object, Object>> caches = new HashMap<>();
    private final Latencies latencies;

    /**
     * @param caches caches by their names
     * @param latencies receives the latency of each request
     */
    CacheFetcher(Map<String, IgniteCache<Object, ?>> caches, Latencies latencies) {
        caches.forEach((name, cache) -> this.caches.put(name, cache.withKeepBinary()));
        this.latencies = latencies;
    }

    @Override
    public CompletableFuture<Long> fetch(Collection<CachedKey> keys) {
        CompletableFuture<Long> all = CompletableFuture.completedFuture(0L);
        for (Map.Entry<String, Set<Object>> request : CachedKey.byCache(keys).entrySet()) {
            all = all.thenCombine(fetch(request.getKey(), request.getValue()), Long::sum);
        }
        return all;
    }

    private CompletableFuture<Long> fetch(String cache, Set<Object> keys) {
        CompletableFuture<Long> fetched = new CompletableFuture<>();
        long begin = System.nanoTime();
        caches.get(cache).getAllAsync(keys).listen(done -> {
            try {
                long bytes =
                        done.get().values().stream().mapToLong(RowBytes::of).sum();
                latencies.add(cache, Latencies.Kind.FETCH, System.nanoTime() - begin);
                fetched.complete(bytes);
            } catch (RuntimeException e) {
                fetched.completeExceptionally(e);
            }
        });
        return fetched;
    }

    @Override
    public void discard(Collection<CachedKey> keys) {
        CachedKey.byCache(keys).forEach((cache, unread) -> caches.get(cache).localEvict(unread));
    }
}
