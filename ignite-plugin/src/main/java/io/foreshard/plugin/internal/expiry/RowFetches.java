package io.foreshard.plugin.internal.expiry;

import io.foreshard.plugin.internal.page.RemotePage;
import io.foreshard.plugin.internal.page.RemotePages;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Fetches pages of expired rows on an executor while no lock is held. After a failure it accepts no page for 2 s: the store is not asked for every row
 * during an outage. Thread-safe.
 */
final class RowFetches {
    private static final int MAX_QUEUED = 256;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Fetches one page. */
    @FunctionalInterface
    interface Fetch {
        void send(RemotePage page) throws IOException;
    }

    private final Executor executor;
    private final Fetch fetch;
    private final LongSupplier nanoTime;
    private final BiConsumer<String, Exception> failures;
    private final Set<RemotePage> queued = ConcurrentHashMap.newKeySet();
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
        if (isPaused() || queued.size() >= MAX_QUEUED || !queued.add(page)) {
            return false;
        }
        try {
            executor.execute(() -> send(cache, page));
            return true;
        } catch (RejectedExecutionException e) { // the node stops
            queued.remove(page);
            return false;
        }
    }

    private boolean isPaused() {
        return nanoTime.getAsLong() - pausedUntil < 0;
    }

    private void send(String cache, RemotePage page) {
        try {
            if (!isPaused()) {
                fetch.send(page);
            }
        } catch (IOException e) {
            if (!RemotePages.isHopeless(e)) { // else only this page fails
                pausedUntil = nanoTime.getAsLong() + PAUSE_NANOS;
            }
            failures.accept(cache, e);
        } finally {
            queued.remove(page);
        }
    }
}
