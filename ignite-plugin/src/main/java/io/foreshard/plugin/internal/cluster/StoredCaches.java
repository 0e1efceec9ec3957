package io.foreshard.plugin.internal.cluster;

import java.util.Collection;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.DynamicCacheDescriptor;
import org.apache.ignite.internal.processors.cache.StoredCacheData;

/** The caches that are not in a node's configuration but on its disk or in its cluster. */
public final class StoredCaches {
    private StoredCaches() {}

    /** The check of one cache. */
    @FunctionalInterface
    public interface Check {
        /** Returns why the cache must not exist, or null. */
        String refusal(CacheConfiguration<?, ?> cache, Collection<QueryEntity> tables);
    }

    /**
     * Checks the caches on the disk of this node; to be called when Ignite's cache processor has started, before the caches start.
     *
     * @throws IgniteCheckedException with all refusals, if a cache is refused
     */
    public static void check(Ignite ignite, Check check) throws IgniteCheckedException {
        Collection<StoredCacheData> stored = context(ignite)
                .cache()
                .configManager()
                .readCacheConfigurations()
                .values();
        List<String> refusals = stored.stream()
                .map(cache -> check.refusal(cache.config(), cache.queryEntities()))
                .filter(refusal -> refusal != null)
                .sorted()
                .toList();
        if (!refusals.isEmpty()) {
            throw new IgniteCheckedException(String.join(" ", refusals));
        }
    }

    /** Returns whether a cache of the cluster was created by {@code CREATE TABLE}. */
    public static boolean isCreatedBySql(Ignite ignite, String cache) {
        DynamicCacheDescriptor descriptor = context(ignite).cache().cacheDescriptor(cache);
        return descriptor != null && descriptor.sql();
    }

    /** Returns whether the state or the baseline of the cluster is being changed: caches that start during the change existed before. */
    public static boolean isInTransition(Ignite ignite) {
        return context(ignite).state().clusterState().transition();
    }

    private static GridKernalContext context(Ignite ignite) {
        return ((IgniteEx) ignite).context();
    }
}
