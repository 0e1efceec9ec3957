package io.foreshard.prefetch;

import java.util.Collection;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.lang.IgniteFuture;

/** A near cache on a thick client: whatever is read through it stays in the client's memory until it changes or is evicted. */
public final class NearCacheTarget<K> implements PrefetchTarget {
    private final IgniteCache<K, ?> cache;

    /** Creates a target for a cache that has a near cache on this node. */
    public NearCacheTarget(IgniteCache<K, ?> cache) {
        this.cache = cache;
    }

    @Override
    @SuppressWarnings("unchecked") // the keys are those the prefetcher was given for this cache
    public CompletableFuture<?> fetch(Collection<?> keys) {
        CompletableFuture<Object> fetched = new CompletableFuture<>();
        IgniteFuture<?> reads = cache.getAllAsync(new HashSet<>((Collection<K>) keys));
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
