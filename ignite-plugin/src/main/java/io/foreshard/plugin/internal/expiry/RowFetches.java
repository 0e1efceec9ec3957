package io.foreshard.plugin.internal.expiry;

import io.foreshard.plugin.internal.page.BatchFetch;
import io.foreshard.plugin.internal.page.FailedFetches;
import io.foreshard.plugin.internal.page.RemotePage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Fetches pages of expired rows on an executor while no lock is held: all pages that are queued together. After a failure it accepts no page for 2 s: the store is not asked for every
 * row during an outage. Thread-safe.
 */
final class RowFetches {
    private static final int MAX_QUEUED = 256;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Fetches pages. */
    @FunctionalInterface
    interface Fetch {
        /** Returns the first failure, or null. */
        BatchFetch.Failure send(Collection<RemotePage> pages);
    }

    private final Executor executor;
    private final Fetch fetch;
    private final LongSupplier nanoTime;
    private final BiConsumer<String, Exception> failures;

    /** The pages that are queued or fetched, with the names of their caches. */
    private final Map<RemotePage, String> accepted = new ConcurrentHashMap<>();

    private final Queue<RemotePage> queued = new ConcurrentLinkedQueue<>();
    private volatile long pausedUntil;

    /** @param failures receives the name of a cache and the cause */
    RowFetches(Executor executor, Fetch fetch, LongSupplier nanoTime, BiConsumer<String, Exception> failures) {
        this.executor = executor;
        this.fetch = fetch;
        this.nanoTime = nanoTime;
        this.failures = failures;
        pausedUntil = nanoTime.getAsLong();
    }

    /** Begins to fetch a page unless the store failed a moment ago or enough pages are queued; returns whether it will be fetched. */
    boolean fetch(String cache, RemotePage page) {
        if (isPaused() || accepted.size() >= MAX_QUEUED || accepted.putIfAbsent(page, cache) != null) {
            return false;
        }
        queued.add(page);
        try {
            executor.execute(this::sendQueued);
            return true;
        } catch (RejectedExecutionException e) { // the node stops
            accepted.remove(page);
            return false;
        }
    }

    private boolean isPaused() {
        return nanoTime.getAsLong() - pausedUntil < 0;
    }

    private void sendQueued() {
        List<RemotePage> pages = new ArrayList<>();
        for (RemotePage page = queued.poll(); page != null; page = queued.poll()) {
            pages.add(page);
        }
        if (pages.isEmpty()) {
            return;
        }
        try {
            if (!isPaused()) {
                send(pages);
            }
        } finally {
            accepted.keySet().removeAll(pages);
        }
    }

    private void send(List<RemotePage> pages) {
        BatchFetch.Failure failure = fetch.send(pages);
        if (failure == null) {
            return;
        }
        if (!FailedFetches.isHopeless(failure.cause())) { // else only this page fails
            pausedUntil = nanoTime.getAsLong() + PAUSE_NANOS;
        }
        failures.accept(accepted.get(failure.page()), failure.cause());
    }
}
