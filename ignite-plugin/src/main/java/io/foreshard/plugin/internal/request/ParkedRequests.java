package io.foreshard.plugin.internal.request;

import io.foreshard.plugin.internal.page.FailedFetches;
import io.foreshard.plugin.internal.page.RemotePage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.processors.timeout.GridTimeoutObjectAdapter;

/**
 * Requests that wait until the store answers: one of them fetches its page every 500 ms, and all go on when it gets an answer. Thread-safe.
 *
 * <p>The requests take turns, so a page that alone cannot be fetched does not hold up the others.
 */
final class ParkedRequests {
    private static final long PROBE_MILLIS = 500;

    private final GridKernalContext context;
    private final Executor threads;
    private final Consumer<DeferredRequest> next;

    /** A probe is due or runs unless it is empty. */
    private final Queue<DeferredRequest> parked = new ArrayDeque<>();

    /** @param next called for each request that goes on */
    ParkedRequests(GridKernalContext context, Executor threads, Consumer<DeferredRequest> next) {
        this.context = context;
        this.threads = threads;
        this.next = next;
    }

    /** Parks a request that has failed. */
    synchronized void add(DeferredRequest request) {
        parked.add(request);
        if (parked.size() == 1) {
            schedule();
        }
    }

    private void schedule() {
        context.timeout().addTimeoutObject(new GridTimeoutObjectAdapter(PROBE_MILLIS) {
            @Override
            public void onTimeout() {
                try {
                    threads.execute(ParkedRequests.this::probe);
                } catch (RejectedExecutionException e) { // the node stops
                    removeAll();
                }
            }
        });
    }

    private void probe() {
        if (isAnswered(first().failure.page())) {
            for (DeferredRequest request : removeAll()) {
                request.forgetFailure();
                next.accept(request);
            }
        } else {
            putOff();
        }
    }

    /** Returns whether the store delivers a page, or answers that it has no good copy. */
    private static boolean isAnswered(RemotePage page) {
        try {
            page.fetch();
            return true;
        } catch (IOException e) {
            return FailedFetches.isHopeless(e);
        }
    }

    private synchronized DeferredRequest first() {
        return parked.element();
    }

    private synchronized void putOff() {
        parked.add(parked.remove());
        schedule();
    }

    private synchronized List<DeferredRequest> removeAll() {
        List<DeferredRequest> all = List.copyOf(parked);
        parked.clear();
        return all;
    }
}
