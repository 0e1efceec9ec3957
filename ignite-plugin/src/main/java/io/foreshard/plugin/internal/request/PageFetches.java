package io.foreshard.plugin.internal.request;

import io.foreshard.plugin.internal.page.RemotePage;
import java.io.IOException;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Fetches the pages of requests and of local operations in parallel, by at most 16 threads for each. Thread-safe. */
final class PageFetches {
    private static final int MAX_THREADS = 16;

    private final Executor threads;

    PageFetches(Executor threads) {
        this.threads = threads;
    }

    /**
     * Runs a task that fetches in its thread.
     *
     * @throws RejectedExecutionException if the threads are shut down
     */
    void execute(Runnable task) {
        threads.execute(task);
    }

    /**
     * Begins to fetch pages; after a failure no further fetch is begun.
     *
     * @param failure learns of the failure
     * @param ended called once, when no fetch runs any more
     * @throws RejectedExecutionException if the threads are shut down, and none has begun
     */
    void fetch(FirstFailure failure, Collection<RemotePage> pages, Runnable ended) {
        Queue<RemotePage> queue = new ConcurrentLinkedQueue<>(pages);
        AtomicInteger running = new AtomicInteger(1);
        int tasks = Math.min(MAX_THREADS, pages.size());
        for (int i = 0; i < tasks; i++) {
            running.incrementAndGet();
            try {
                threads.execute(() -> {
                    fetch(failure, queue);
                    end(running, ended);
                });
            } catch (RejectedExecutionException e) {
                running.decrementAndGet();
                if (i == 0) {
                    throw e;
                }
            }
        }
        end(running, ended);
    }

    private static void fetch(FirstFailure failure, Queue<RemotePage> queue) {
        for (RemotePage page = queue.poll(); page != null && failure.get() == null; page = queue.poll()) {
            fetch(failure, page);
        }
    }

    /** Fetches a page in the current thread. */
    static void fetch(FirstFailure failure, RemotePage page) {
        try {
            page.fetch();
        } catch (IOException e) {
            failure.add(page, e);
        } catch (RuntimeException e) { // the request must not be lost
            failure.add(page, new IOException(e));
        }
    }

    private static void end(AtomicInteger running, Runnable ended) {
        if (running.decrementAndGet() == 0) {
            ended.run();
        }
    }
}
