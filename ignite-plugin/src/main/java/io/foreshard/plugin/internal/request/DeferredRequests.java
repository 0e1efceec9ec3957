package io.foreshard.plugin.internal.request;

import io.foreshard.plugin.internal.page.BatchFetch;
import io.foreshard.plugin.internal.page.FailedFetches;
import io.foreshard.plugin.internal.page.RemotePage;
import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.tier.TierListener;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.managers.communication.GridIoManager;
import org.apache.ignite.internal.managers.communication.GridIoPolicy;
import org.apache.ignite.internal.managers.communication.GridMessageListener;
import org.apache.ignite.internal.processors.cache.GridCacheIoManager;
import org.apache.ignite.internal.processors.cache.GridCacheMessage;
import org.apache.ignite.internal.processors.security.OperationSecurityContext;
import org.apache.ignite.internal.util.nio.GridNioBackPressureControl;
import org.apache.ignite.thread.IgniteThread;

/**
 * Defers messages until their pages are local.
 *
 * <p>A request whose pages cannot be fetched is answered with the failure. A change on a backup, which the primary has decided, is parked until the store answers. A message
 * that was deferred is received again, as from the network, so that Ignite restores the class loaders and contexts of its thread. Their number has no limit, as
 * that of the messages that wait for a stripe of Ignite. Thread-safe.
 */
final class DeferredRequests {
    /** The message that the current thread runs after it was deferred. */
    private static final ThreadLocal<GridCacheMessage> RUNNING = new ThreadLocal<>();

    private final GridKernalContext context;
    private final CacheHandlers handlers;
    private final RequestOrder order = new RequestOrder();
    private final RowPages rows;
    private final Executor resuming;
    private final ParkedRequests parked;
    private final RemotePages remotePages;
    private final TierListener listener;
    private final LongAdder deferred = new LongAdder();
    private volatile boolean stopping;

    /**
     * @param fetching runs the probes of parked requests, which block until the store has answered
     * @param resuming runs the steps of requests whose reads have ended, which do not wait for the store
     */
    DeferredRequests(
            GridKernalContext context,
            CacheHandlers handlers,
            RowPages rows,
            Executor fetching,
            Executor resuming,
            RemotePages remotePages,
            TierListener listener) {
        this.context = context;
        this.handlers = handlers;
        this.rows = rows;
        this.resuming = resuming;
        this.parked = new ParkedRequests(context, fetching, this::prepare);
        this.remotePages = remotePages;
        this.listener = listener;
    }

    /** Returns the messages that wait for pages, for an earlier message, or for their stripe. */
    int waiting() {
        return order.size();
    }

    /** Returns the messages that were deferred. */
    long deferred() {
        return deferred.sum();
    }

    /** Drops the deferred messages; later ones are not deferred. */
    void stop() {
        stopping = true;
    }

    /** Defers a message that the current thread is about to handle; returns false if it can be handled now. Does not throw. */
    boolean defer(RequestKind<?> kind, UUID sender, GridCacheMessage message) {
        if (stopping || !order.isEmpty() && RUNNING.get() == message) {
            return false;
        }
        try {
            int stripe = stripe();
            if (stripe < 0) {
                return false;
            }
            if (!order.isEmpty() && order.hasAny(kind.orderKeys(sender, message))) {
                DeferredRequest request = request(kind, sender, message, stripe);
                if (order.addBehind(request)) {
                    deferred.increment();
                    return true;
                }
            }
            if (!isCold(kind, message)) {
                return false;
            }
            order.add(request(kind, sender, message, stripe));
            deferred.increment();
            return true;
        } catch (Exception e) { // a failed look-up must not fail the request
            rows.failed(e);
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

    private boolean isCold(RequestKind<?> kind, GridCacheMessage message) throws Exception {
        for (RequestedRow row : kind.rows(message)) {
            if (rows.firstRemote(row) != null) {
                return true;
            }
        }
        return false;
    }

    private DeferredRequest request(RequestKind<?> kind, UUID sender, GridCacheMessage message, int stripe) {
        return new DeferredRequest(
                kind, sender, message, stripe, context.security().securityContext(), this::prepare);
    }

    /** Runs a request if its pages are local, else begins to fetch them; no earlier request is left. */
    void prepare(DeferredRequest request) {
        try {
            Set<RemotePage> pages = rows.firstRemote(request.kind.rows(request.message));
            if (request.wants(pages)) {
                fetch(request, pages);
                return;
            }
        } catch (RejectedExecutionException e) { // the node stops
            stop();
            return;
        } catch (Exception e) { // the request is handled, and fetches on its stripe
            rows.failed(e);
        }
        run(request);
    }

    /**
     * The next step runs in a thread of its own kind: the last read may end in a thread that holds locks, and the threads that fetch may all wait for the store.
     */
    private void fetch(DeferredRequest request, Set<RemotePage> pages) {
        BatchFetch.begin(pages).whenEnded(failure -> {
            request.failure = failure;
            try {
                resuming.execute(() -> fetched(request));
            } catch (RejectedExecutionException e) { // the node stops
                stop();
            }
        });
    }

    private GridCacheIoManager messages() {
        return context.cache().context().io();
    }

    private void fetched(DeferredRequest request) {
        if (stopping) {
            return;
        }
        BatchFetch.Failure failure = request.failure;
        if (failure == null) {
            prepare(request);
        } else if (!request.kind.isOnBackup()) {
            // Ignite answers a message that cannot be handled with this error.
            request.message.onClassError(remotePages.unavailable(failure.page(), failure.cause()));
            run(request);
        } else if (FailedFetches.isHopeless(failure.cause())) {
            run(request); // its handler waits as each begun change does, and then fails the node
        } else {
            if (request.isFirstFailure()) {
                listener.changeBlocked(request, failure.cause());
            }
            parked.add(request);
        }
    }

    private void run(DeferredRequest request) {
        if (request.isBlocked()) {
            listener.changeContinued(request);
        }
        Lock lock = messages().readLock(); // the stripes are not stopped below it
        if (lock == null) {
            return; // the node stops
        }
        try {
            context.pools().getStripedExecutorService().execute(request.stripe, () -> {
                try {
                    receive(request);
                } finally {
                    order.end(request);
                }
            });
        } finally {
            lock.unlock();
        }
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
            receiver.onMessage(request.sender, request.message, GridIoPolicy.SYSTEM_POOL);
        } finally {
            GridNioBackPressureControl.threadProcessingMessage(false, null);
            RUNNING.remove();
        }
    }
}
