package io.foreshard.plugin.prediction;

import io.foreshard.prefetch.RowWarmer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.cache.CacheException;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterNode;

/** Reads rows into the memory of their primaries; only the keys are sent. Thread-safe. */
public final class ServerRows implements RowWarmer {
    private final Ignite ignite;

    public ServerRows(Ignite ignite) {
        this.ignite = ignite;
    }

    @Override
    public CompletableFuture<Long> warm(String cache, Set<Object> keys) {
        try {
            CompletableFuture<Long> all = CompletableFuture.completedFuture(0L);
            Map<ClusterNode, Collection<Object>> primaries =
                    ignite.affinity(cache).mapKeysToNodes(keys);
            for (Map.Entry<ClusterNode, Collection<Object>> primary : primaries.entrySet()) {
                all = all.thenCombine(read(primary.getKey(), cache, new HashSet<>(primary.getValue())), Long::sum);
            }
            return all;
        } catch (CacheException | IgniteException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Long> read(ClusterNode primary, String cache, Set<Object> keys) {
        CompletableFuture<Long> bytes = new CompletableFuture<>();
        ignite.compute(ignite.cluster().forNode(primary))
                .callAsync(new ReadRows(cache, keys))
                .listen(read -> {
                    try {
                        bytes.complete(read.get());
                    } catch (IgniteException e) {
                        bytes.completeExceptionally(e);
                    }
                });
        return bytes;
    }
}
