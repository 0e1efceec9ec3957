package io.foreshard.plugin.internal.expiry;

import io.foreshard.plugin.internal.page.BatchFetch;
import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.internal.page.RemotePage;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.GridCacheTtlManager;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.PartitionsExchangeAware;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;

/**
 * Expires the rows of caches with remote pages in the background, so that neither a caller nor Ignite's TTL worker fetches a page for it.
 *
 * <p>Ignite's {@code GridCacheTtlManager.expire} runs at the end of every operation of a cache and reads each expired row: with the store down, {@code
 * size()} took 38 s. A {@link ColdTtlManager} replaces it before the first operation of a cache. Thread-safe.
 */
public final class ColdExpiry implements PartitionsExchangeAware {
    private static final long PERIOD_MILLIS = 500;

    private final GridKernalContext context;
    private final PageMemories memories;
    private final Field field;
    private final BiConsumer<String, Exception> failures;
    private final RowFetches fetches;
    private final Map<Integer, CacheExpiry> caches = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /**
     * Registers the replacement; to be called from {@code initExtensions}.
     *
     * @param fetching executes fetches of expired rows; its number of threads bounds the concurrent requests
     * @param failures receives the name of a cache and the cause when its expired rows could not be fetched or removed
     * @throws IgniteCheckedException if this Ignite does not have the field that holds the TTL manager of a cache
     */
    public ColdExpiry(Ignite ignite, PageMemories memories, Executor fetching, BiConsumer<String, Exception> failures)
            throws IgniteCheckedException {
        this.context = ((IgniteEx) ignite).context();
        this.memories = memories;
        this.failures = failures;
        field = ttlManagerField();
        fetches = new RowFetches(fetching, ColdExpiry::fetch, System::nanoTime, failures);
        context.internalSubscriptionProcessor().registerDatabaseListener(new DatabaseLifecycleListener() {
            @Override
            public void onInitDataRegions(IgniteCacheDatabaseSharedManager manager) {
                context.cache().context().exchange().registerExchangeAwareComponent(ColdExpiry.this);
            }
        });
    }

    private static BatchFetch.Failure fetch(Collection<RemotePage> pages) {
        BatchFetch.Failure failure = BatchFetch.begin(pages).await();
        return failure != null
                ? failure
                : pages.stream()
                        .filter(page -> page.tiered().isRemote(page.page()))
                        .findFirst()
                        .map(page -> new BatchFetch.Failure(
                                page, new IOException("The page could not be written into the partition file.")))
                        .orElse(null);
    }

    private static Field ttlManagerField() throws IgniteCheckedException {
        try {
            Field field = GridCacheContext.class.getDeclaredField("ttlMgr");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IgniteCheckedException(
                    "This Ignite does not have the field GridCacheContext.ttlMgr that the tier of Foreshard needs; use Ignite 2.17, "
                            + "or remove tier.storeUri from the ForeshardConfiguration.",
                    e);
        }
    }

    /** Called when the caches of the exchange are started and no operation of them has begun. */
    @Override
    public void onInitBeforeTopologyLock(GridDhtPartitionsExchangeFuture exchange) {
        for (GridCacheContext<?, ?> cache : context.cache().context().cacheContexts()) {
            GridCacheContext<?, ?> dht = cache.isNear() ? cache.near().dht().context() : cache;
            if (dht.affinityNode() && dht.group().persistenceEnabled()) {
                replace(cache, dht);
            }
        }
    }

    /** A near cache and the one below it share the manager of the near cache: that of the lower one would look for near entries in it. */
    @SuppressWarnings("unchecked") // Ignite's manager has the raw type
    private void replace(GridCacheContext<?, ?> cache, GridCacheContext<?, ?> dht) {
        GridCacheTtlManager present = cache.ttl();
        if (present.getClass() != GridCacheTtlManager.class || !present.eagerTtlEnabled()) {
            return;
        }
        CacheExpiry expiry = caches.compute(
                dht.cacheId(),
                (id, known) ->
                        known == null || known.isStopped() ? new CacheExpiry(dht, memories, fetches, failures) : known);
        ColdTtlManager manager = new ColdTtlManager(expiry, present);
        try {
            manager.start(cache);
            field.set(cache, manager);
            field.set(dht, manager);
        } catch (IgniteCheckedException | IllegalAccessException e) {
            throw new IllegalStateException("The TTL manager of cache " + cache.name() + " cannot be replaced.", e);
        }
    }

    /** Begins the rounds, each half a second after the one before. */
    public void start(ScheduledExecutorService executor) {
        executor.scheduleWithFixedDelay(this::expire, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void expire() {
        boolean hasProgressed;
        do {
            hasProgressed = false;
            caches.values().removeIf(CacheExpiry::isStopped);
            for (CacheExpiry cache : caches.values()) {
                hasProgressed |= !isStopping() && cache.expire();
            }
        } while (hasProgressed && !isStopping());
    }

    private boolean isStopping() {
        return stopping || context.isStopping();
    }

    /** Waits for the rows that are being removed, and begins no others; to be called when the node begins to stop. */
    public void stop() {
        stopping = true;
        caches.values().forEach(CacheExpiry::stop);
    }
}
