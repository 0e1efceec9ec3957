package io.foreshard.tier;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The fetch of some pages of one partition for one caller, see {@link TieredPartition#beginFetch}. It ends when all pages are readable, with its first failure, or when it is cancelled; the
 * reads that only this fetch wants and that have not begun are not sent then. Thread-safe.
 */
public final class PageFetch {
    private final PageFetcher fetcher;
    private final FetchTarget target;
    private Map<UnitRead, List<Integer>> pending = Map.of();
    private boolean ended;
    private Throwable failure;
    private Consumer<IOException> action;

    PageFetch(PageFetcher fetcher, FetchTarget target) {
        this.fetcher = fetcher;
        this.target = target;
    }

    FetchTarget target() {
        return target;
    }

    /** Joins or adds the reads of some pages; returns those that it waits for. To be called once, before the fetch is shared. */
    List<UnitRead> join(int[] pages) {
        synchronized (this) { // a read may end before its pages are known
            pending = fetcher.join(this, pages);
            ended = pending.isEmpty();
            return List.copyOf(pending.keySet());
        }
    }

    /**
     * Waits until the fetch ends. The thread runs reads of the fetch that have not begun.
     *
     * @throws IOException the failure of the first page that could not be fetched; InterruptedIOException if the thread was interrupted while it waited, and the fetch is cancelled; the other pages
     *     may have become readable
     */
    public void await() throws IOException {
        for (UnitRead own = ownRead(); own != null; own = ownRead()) {
            fetcher.reads().run(own);
        }
        Throwable failed = failure();
        if (failed instanceof RuntimeException exception) {
            throw exception;
        }
        if (failed instanceof Error error) {
            throw error;
        }
        if (failed != null) {
            throw (IOException) failed;
        }
    }

    private synchronized Throwable failure() {
        return failure;
    }

    /** Returns a read that the current thread must run; waits while all have begun; returns null when the fetch has ended. */
    private UnitRead ownRead() throws InterruptedIOException {
        try {
            synchronized (this) {
                while (!ended) {
                    Optional<UnitRead> notBegun =
                            pending.keySet().stream().filter(UnitRead::begin).findFirst();
                    if (notBegun.isPresent()) {
                        return notBegun.get();
                    }
                    wait();
                }
                return null;
            }
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while it waited for a page from the object store.");
        }
    }

    /**
     * Runs an action when the fetch ends, in the thread that ends it, or at once if it has ended. To be called once.
     *
     * @param action gets the first failure, null if there was none; is fast, and does not throw
     */
    public void whenEnded(Consumer<IOException> action) {
        synchronized (this) {
            if (!ended) {
                this.action = action;
                return;
            }
        }
        action.accept(cause(failure()));
    }

    /** Ends the fetch with a failure, if it has not ended: its caller does not want the pages any more. */
    public void cancel() {
        end(new InterruptedIOException("The fetch was cancelled."));
    }

    /** A read has ended. */
    void ended(UnitRead read) {
        List<Integer> pages;
        synchronized (this) {
            pages = pending.get(read);
        }
        if (pages == null) {
            return;
        }
        Throwable failed = fetcher.failureOf(read, pages, target);
        if (failed != null || isLast(read)) {
            end(failed);
        }
    }

    private synchronized boolean isLast(UnitRead read) {
        pending.remove(read);
        return pending.isEmpty();
    }

    private void end(Throwable failed) {
        Consumer<IOException> next;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            failure = failed;
            fetcher.reads().leave(this, pending.keySet());
            pending = Map.of();
            next = action;
            notifyAll();
        }
        if (next != null) {
            next.accept(cause(failed));
        }
    }

    private static IOException cause(Throwable failure) {
        return failure == null || failure instanceof IOException ? (IOException) failure : new IOException(failure);
    }
}
