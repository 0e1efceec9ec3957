package io.foreshard.plugin.internal.request;

import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.internal.page.RemotePage;
import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.tier.TierListener;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.managers.communication.GridIoManager;
import org.apache.ignite.internal.managers.communication.GridIoPolicy;
import org.apache.ignite.internal.managers.communication.GridMessageListener;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.GridCacheIoManager;
import org.apache.ignite.internal.processors.cache.GridCacheMessage;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.PartitionsExchangeAware;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.transactions.IgniteTxKey;
import org.apache.ignite.internal.processors.security.OperationSecurityContext;
import org.apache.ignite.internal.processors.timeout.GridTimeoutObjectAdapter;
import org.apache.ignite.internal.util.nio.GridNioBackPressureControl;
import org.apache.ignite.lang.IgniteBiInClosure;
import org.apache.ignite.thread.IgniteThread;

/**
 * The requests of other nodes that read remote pages: each leaves its stripe at once, its pages are fetched by threads of the tier, and then it runs on its
 * stripe.
 *
 * <p>Ignite handles the requests of other nodes by a few striped threads, and a stripe that fetches stops all requests of its partitions. A request whose
 * pages cannot be fetched is answered with the failure. A change on a backup, which the primary has decided, waits for the store. Requests stay in the order
 * of their rows and transactions. Thread-safe.
 */
public final class ColdRequests {
    /** Requests that are deferred at once; further ones fetch on their stripes. Requests behind a deferred one are always deferred. */
    private static final int MAX_DEFERRED = 1_024;

    private static final long RETRY_MILLIS = 500;

    /** The message that the current thread runs after it was deferred. */
    private static final ThreadLocal<GridCacheMessage> RUNNING = new ThreadLocal<>();

    private final GridKernalContext context;
    private final CacheHandlers handlers = new CacheHandlers();
    private final RequestOrder order = new RequestOrder();
    private final RowPages rows;
    private final PageFetches fetches;
    private final RemotePages remotePages;
    private final TierListener listener;
    private final LongAdder deferred = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean stopping;

    private ColdRequests(
            Ignite ignite, PageMemories memories, RemotePages remotePages, Executor threads, TierListener listener)
            throws IgniteCheckedException {
        this.context = ((IgniteEx) ignite).context();
        this.rows = new RowPages(context, memories);
        this.fetches = new PageFetches(threads);
        this.remotePages = remotePages;
        this.listener = listener;
    }

    /**
     * Begins with the first exchange of a server; to be called from {@code initExtensions}.
     *
     * @param threads fetch pages: each blocks until the store has answered
     * @param listener learns of changes on a backup that wait for the store
     * @throws IgniteCheckedException if this Ignite does not have the fields that hold the handlers of messages
     */
    public static ColdRequests register(
            Ignite ignite, PageMemories memories, RemotePages remotePages, Executor threads, TierListener listener)
            throws IgniteCheckedException {
        ColdRequests requests = new ColdRequests(ignite, memories, remotePages, threads, listener);
        GridKernalContext context = requests.context;
        context.internalSubscriptionProcessor().registerDatabaseListener(new DatabaseLifecycleListener() {
            @Override
            public void onInitDataRegions(IgniteCacheDatabaseSharedManager manager) {
                context.cache().context().exchange().registerExchangeAwareComponent(new PartitionsExchangeAware() {
                    /** Called when the caches of the exchange are started, and none of their requests was handled. */
                    @Override
                    public void onDoneBeforeTopologyUnlock(GridDhtPartitionsExchangeFuture exchange) {
                        requests.wrapHandlers();
                    }
                });
            }
        });
        return requests;
    }

    private void wrapHandlers() {
        handlers.wrap(messages(), this::isTiered, this::wrap);
    }

    private boolean isTiered(int cacheId) {
        if (cacheId == GridCacheIoManager.COMMON_MESSAGE_HANDLER_ID) {
            return true; // transactions
        }
        GridCacheContext<?, ?> cache = context.cache().context().cacheContext(cacheId);
        return cache != null && cache.userCache() && cache.group().persistenceEnabled();
    }

    private IgniteBiInClosure<UUID, GridCacheMessage> wrap(
            Class<?> type, IgniteBiInClosure<UUID, GridCacheMessage> handler) {
        RequestKind<?> kind = RequestKind.ALL.get(type);
        return kind == null || handler instanceof DeferringHandler
                ? handler
                : new DeferringHandler(this, kind, handler);
    }

    private GridCacheIoManager messages() {
        return context.cache().context().io();
    }

    /** Returns the requests that wait for pages, for an earlier request, or for their stripe. */
    public int waiting() {
        return order.size();
    }

    /** Returns the requests that were deferred since the node started. */
    public long deferred() {
        return deferred.sum();
    }

    /** Returns the requests that fetched on their stripe because too many were deferred. */
    public long refused() {
        return refused.sum();
    }

    /** Drops the deferred requests, as Ignite drops the messages of a node that stops; later ones are not deferred. */
    public void stop() {
        stopping = true;
    }

    /** Defers a message that the current thread is about to handle; returns false if it can be handled now. Does not throw. */
    boolean defer(RequestKind<?> kind, UUID sender, GridCacheMessage message) {
        if (stopping || !order.isEmpty() && RUNNING.get() == message) {
            return false;
        }
        try {
            int stripe = stripe();
            if (stripe < 0 || !isBehind(kind, sender, message) && !isCold(kind, message)) {
                return false;
            }
            DeferredRequest request = new DeferredRequest(
                    kind,
                    sender,
                    message,
                    GridIoManager.currentPolicy(),
                    stripe,
                    context.security().securityContext(),
                    this::prepare);
            if (!order.addBehind(request)) {
                if (!isCold(kind, message)) {
                    return false;
                }
                if (order.size() >= MAX_DEFERRED) {
                    refused.increment();
                    return false;
                }
                order.add(request);
            }
            deferred.increment();
            return true;
        } catch (Exception e) { // a look must not fail a request
            context.log(ColdRequests.class).warning("A request is handled without a look at its pages.", e);
            return false;
        }
    }

    /** Returns the stripe of the current thread; -1 if it is not one of those that handle the messages of caches. */
    private static int stripe() {
        Byte policy = GridIoManager.currentPolicy();
        return policy != null
                        && policy == GridIoPolicy.SYSTEM_POOL
                        && Thread.currentThread() instanceof IgniteThread thread
                ? thread.stripe()
                : -1;
    }

    private boolean isBehind(RequestKind<?> kind, UUID sender, GridCacheMessage message) {
        return !order.isEmpty() && order.hasAny(kind.orderKeys(sender, message));
    }

    private boolean isCold(RequestKind<?> kind, GridCacheMessage message) throws Exception {
        for (IgniteTxKey row : kind.rows(message)) {
            if (rows.firstRemote(row) != null) {
                return true;
            }
        }
        return false;
    }

    /** Runs a request if its pages are local, else begins to fetch them; no earlier request is left. */
    private void prepare(DeferredRequest request) {
        try {
            Set<RemotePage> pages = remotePages(request);
            if (request.wants(pages)) {
                fetches.fetch(request, pages, () -> fetched(request));
                return;
            }
        } catch (Exception e) { // the handler meets the failure, if it is one
            context.log(ColdRequests.class).warning("A request is handled without a look at its pages.", e);
        }
        run(request);
    }

    private Set<RemotePage> remotePages(DeferredRequest request) throws Exception {
        Set<RemotePage> pages = new LinkedHashSet<>();
        Lock lock = messages().readLock(); // page memory and caches are not closed below it
        if (lock == null) {
            return pages;
        }
        try {
            for (IgniteTxKey row : request.kind.rows(request.message)) {
                RemotePage page = rows.firstRemote(row);
                if (page != null) {
                    pages.add(page);
                }
            }
        } finally {
            lock.unlock();
        }
        return pages;
    }

    private void fetched(DeferredRequest request) {
        DeferredRequest.Failure failure = request.failure();
        if (failure == null) {
            prepare(request);
        } else if (!request.kind.isOnBackup()) {
            request.message.onClassError(remotePages.unavailable(failure.page(), failure.cause()));
            run(request); // Ignite answers it with the error
        } else if (RemotePages.isHopeless(failure.cause())) {
            run(request); // its handler waits as each begun change does, and then fails the node
        } else {
            retry(request, failure);
        }
    }

    private void retry(DeferredRequest request, DeferredRequest.Failure failure) {
        if (stopping) {
            return;
        }
        if (request.isFirstFailure()) {
            listener.changeBlocked(failure.cause());
        }
        request.retry();
        context.timeout().addTimeoutObject(new GridTimeoutObjectAdapter(RETRY_MILLIS) {
            @Override
            public void onTimeout() {
                try {
                    fetches.fetch(request, Set.of(failure.page()), () -> fetched(request));
                } catch (RejectedExecutionException e) { // the node stops
                    stop();
                }
            }
        });
    }

    private void run(DeferredRequest request) {
        context.pools().getStripedExecutorService().execute(request.stripe, () -> {
            try {
                receive(request);
            } finally {
                order.end(request);
            }
        });
    }

    /** Receives the message again, as Ignite's communication does, and lets it pass. */
    @SuppressWarnings("try") // the security context is used by being open
    private void receive(DeferredRequest request) {
        if (stopping) {
            return;
        }
        GridMessageListener receiver = handlers.listener(messages());
        RUNNING.set(request.message);
        GridNioBackPressureControl.threadProcessingMessage(true, null);
        try (OperationSecurityContext unused = context.security().withContext(request.security)) {
            receiver.onMessage(request.sender, request.message, request.policy);
        } finally {
            GridNioBackPressureControl.threadProcessingMessage(false, null);
            RUNNING.remove();
        }
    }
}
