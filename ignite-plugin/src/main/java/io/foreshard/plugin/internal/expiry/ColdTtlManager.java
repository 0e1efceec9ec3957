package io.foreshard.plugin.internal.expiry;

import org.apache.ignite.internal.processors.cache.GridCacheTtlManager;
import org.apache.ignite.internal.util.typedef.internal.U;

/**
 * Ignite's TTL manager of one cache, which hands the expired rows to a {@link CacheExpiry} while a page of the cache group is remote.
 *
 * <p>Ignite's field {@code hasPendingEntries} is true only during a call that may look for expired rows. Thread-safe.
 */
final class ColdTtlManager extends GridCacheTtlManager {
    private final CacheExpiry expiry;
    private final GridCacheTtlManager replaced;
    private volatile boolean hasExpiringRows;

    /** @param replaced Ignite's manager: a thread that opens a partition may still tell it that rows expire */
    ColdTtlManager(CacheExpiry expiry, GridCacheTtlManager replaced) {
        this.expiry = expiry;
        this.replaced = replaced;
    }

    @Override
    public void hasPendingEntries(boolean update) {
        hasExpiringRows = update;
        if (update) {
            expiry.hasExpiringRows();
        }
    }

    @Override
    public boolean hasPendingEntries() {
        return hasExpiringRows;
    }

    /** Also expires the entries of a near cache, which are in memory. */
    @Override
    public boolean expire(int amount) {
        if (!hasExpiringRows && replaced.hasPendingEntries()) {
            hasPendingEntries(true);
        }
        long now = U.currentTimeMillis();
        boolean isDue = hasExpiringRows && nextCleanTime <= now;
        if (isDue && expiry.isCold()) {
            nextCleanTime = now + DFLT_UNWIND_THROTTLING_TIMEOUT;
            isDue = false;
        }
        if (hasPendingEntries != isDue) {
            hasPendingEntries = isDue;
        }
        return super.expire(amount);
    }

    /** The cache is about to stop. */
    @Override
    public void unregister() {
        expiry.stop();
        super.unregister();
    }
}
