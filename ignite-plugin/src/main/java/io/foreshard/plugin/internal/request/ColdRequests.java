package io.foreshard.plugin.internal.request;

import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.tier.TierListener;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.GridCacheAdapter;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.GridCacheIoManager;
import org.apache.ignite.internal.processors.cache.GridCacheMessage;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.PartitionsExchangeAware;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.lang.IgniteBiInClosure;

/**
 * The requests of other nodes that read remote pages: each is taken off its stripe, threads of the tier fetch its pages, and then it runs on its stripe. Local
 * operations on many keys wait in their own thread until the same threads have fetched their pages.
 *
 * <p>Ignite handles the requests of other nodes by a few striped threads, and a stripe that fetches stops all requests of its partitions. Requests stay in
 * the order of their rows and transactions. Thread-safe.
 */
public final class ColdRequests {
    private final GridKernalContext context;
    private final CacheHandlers handlers = new CacheHandlers();
    private final DeferredRequests requests;
    private final LocalFetches local;

    private ColdRequests(
            Ignite ignite,
            PageMemories memories,
            RemotePages remotePages,
            Executor fetching,
            Executor resuming,
            TierListener listener)
            throws IgniteCheckedException {
        this.context = ((IgniteEx) ignite).context();
        RowPages rows = new RowPages(context, memories);
        this.requests = new DeferredRequests(context, handlers, rows, fetching, resuming, remotePages, listener);
        this.local = new LocalFetches(context, memories, rows, remotePages);
    }

    /**
     * Begins with the first exchange of a server; to be called from {@code initExtensions}.
     *
     * @param fetching fetch pages: each blocks until the store has answered
     * @param resuming run requests on when their pages were fetched: none waits for the store
     * @param listener learns of changes on a backup that wait for the store
     * @throws IgniteCheckedException if this Ignite does not have the fields that hold the handlers of messages
     */
    public static ColdRequests register(
            Ignite ignite,
            PageMemories memories,
            RemotePages remotePages,
            Executor fetching,
            Executor resuming,
            TierListener listener)
            throws IgniteCheckedException {
        ColdRequests cold = new ColdRequests(ignite, memories, remotePages, fetching, resuming, listener);
        GridKernalContext context = cold.context;
        context.internalSubscriptionProcessor().registerDatabaseListener(new DatabaseLifecycleListener() {
            @Override
            public void onInitDataRegions(IgniteCacheDatabaseSharedManager manager) {
                context.cache().context().exchange().registerExchangeAwareComponent(new PartitionsExchangeAware() {
                    /** Called when the caches of the exchange are started, and none of their requests was handled. */
                    @Override
                    public void onDoneBeforeTopologyUnlock(GridDhtPartitionsExchangeFuture exchange) {
                        cold.handlers.wrap(context.cache().context().io(), cold::isTiered, cold::wrap);
                        cold.addProxies(exchange.initialVersion());
                    }
                });
            }
        });
        return cold;
    }

    private boolean isTiered(int cacheId) {
        if (cacheId == GridCacheIoManager.COMMON_MESSAGE_HANDLER_ID) {
            return true; // transactions
        }
        GridCacheContext<?, ?> cache = context.cache().context().cacheContext(cacheId);
        return cache != null && cache.userCache() && cache.group().persistenceEnabled();
    }

    /** Adds the proxies of the caches that an exchange has started; Ignite adds its own next if there is none. */
    private void addProxies(AffinityTopologyVersion exchange) {
        for (GridCacheAdapter<?, ?> cache : context.cache().internalCaches()) {
            if (cache.context().startTopologyVersion().equals(exchange)
                    && isTiered(cache.context().cacheId())
                    && cache.context().affinityNode()) {
                ColdCacheProxy<?, ?> proxy = new ColdCacheProxy<>(cache, local);
                if (!cache.active()) { // as Ignite does with its own
                    proxy.suspend();
                }
                context.cache().addjCacheProxy(cache.name(), proxy);
            }
        }
    }

    private IgniteBiInClosure<UUID, GridCacheMessage> wrap(
            Class<?> type, IgniteBiInClosure<UUID, GridCacheMessage> handler) {
        RequestKind<?> kind = RequestKind.ALL.get(type);
        return kind == null || handler instanceof DeferringHandler
                ? handler
                : new DeferringHandler(requests, kind, handler);
    }

    /** Returns the requests that wait for pages, for an earlier request, or for their stripe. */
    public int waiting() {
        return requests.waiting();
    }

    /** Returns the requests that were deferred since the node started. */
    public long deferred() {
        return requests.deferred();
    }

    /** Drops the deferred requests, as Ignite drops the messages of a node that stops; later ones are not deferred. Local operations that wait fail. */
    public void stop() {
        requests.stop();
        local.stop();
    }
}
