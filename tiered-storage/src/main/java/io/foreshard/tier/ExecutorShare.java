package io.foreshard.tier;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A share of the threads of another executor: runs at most a number of tasks at the same time, the others wait in a queue. Tasks that the other executor
 * rejects, because it is shut down, are dropped: {@link #execute} does not fail. Thread-safe.
 */
final class ExecutorShare implements Executor {
    private final Executor executor;
    private final int threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /** @param threads tasks that run at the same time */
    ExecutorShare(Executor executor, int threads) {
        this.executor = executor;
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            waiting.add(task);
            if (running == threads) {
                return;
            }
            running++;
        }
        runNext();
    }

    private void runNext() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                running--;
                return;
            }
        }
        try {
            executor.execute(() -> {
                try {
                    next.run();
                } finally {
                    runNext();
                }
            });
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                waiting.clear();
                running--;
            }
        }
    }
}
