package io.foreshard.plugin.thread;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Executors of named daemon threads; the component that creates an executor shuts it down. */
public final class DaemonThreads {
    private DaemonThreads() {}

    /** Creates an executor with one thread for timed tasks. */
    public static ScheduledExecutorService scheduled(String name) {
        return Executors.newSingleThreadScheduledExecutor(factory(name));
    }

    /** Creates an executor with a fixed number of threads. */
    public static ExecutorService fixed(String name, int threads) {
        return Executors.newFixedThreadPool(threads, factory(name));
    }

    /** Creates an executor with at most a number of threads; idle threads end after a minute. */
    public static ExecutorService bounded(String name, int threads) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), factory(name));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Creates an executor with one thread per running task; idle threads end after a minute. */
    public static ExecutorService cached(String name) {
        return Executors.newCachedThreadPool(factory(name));
    }

    private static ThreadFactory factory(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
