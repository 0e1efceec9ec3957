package io.foreshard.plugin.internal.placement;

import org.apache.ignite.IgniteException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.GridCacheAdapter;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.GridCacheEntryEx;

/**
 * Invalidates the entries of near caches whose partition got another primary. The new primary does not know which nodes have near entries, and sends them no updates.
 *
 * <p>Ignite 2.17 checks a near entry only when it is read, with the owners of all topology versions since it was read last. It keeps 25 versions (IGNITE_AFFINITY_HISTORY_SIZE), and takes the primary as unchanged when the
 * first one is gone (GridAffinityAssignmentCache.primaryChanged, lines 860 to 863): the entry has its old value as long as the new primary stays. A move makes two topology versions, a restart three.
 *
 * <p>Called by a thread that ends an exchange. Readers may check the same entries at the same time, and caches may start and stop: a cache that starts gets its map of entries last, and one that has stopped has no cache any more.
 */
final class NearGuard {
    private final GridKernalContext context;

    NearGuard(GridKernalContext context) {
        this.context = context;
    }

    /** Called when operations may continue: one that reads an entry first checks it itself. */
    void afterExchange() {
        for (GridCacheContext<?, ?> cache : context.cache().context().cacheContexts()) {
            GridCacheAdapter<?, ?> near = cache.cache();
            boolean hasEntries = near != null && near.isNear() && near.map() != null;
            if (hasEntries) {
                check(cache, near.map().entries(cache.cacheId()));
            }
        }
    }

    private static void check(GridCacheContext<?, ?> cache, Iterable<? extends GridCacheEntryEx> entries) {
        try {
            AffinityTopologyVersion version = cache.affinity().affinityTopologyVersion();
            entries.forEach(entry -> entry.valid(version));
        } catch (IgniteException e) {
            // The cache stops: it does not know its owners any more.
        }
    }
}
