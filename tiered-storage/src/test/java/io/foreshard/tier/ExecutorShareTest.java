package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A share of an executor leaves the other threads to others, and drops what a stopped executor rejects. */
class ExecutorShareTest {
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final ExecutorShare share = new ExecutorShare(executor, 2);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void execute_moreTasksThanThreads_runsAllAndNoMoreThanThatAtOnce() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);

        for (int task = 0; task < 50; task++) {
            share.execute(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                awaitUninterrupted(begin);
                running.decrementAndGet();
                done.incrementAndGet();
            });
        }
        await().until(() -> running.get() == 2);
        AtomicInteger other = new AtomicInteger();
        executor.execute(other::incrementAndGet);
        await().until(() -> other.get() == 1);
        begin.countDown();

        await().until(() -> done.get() == 50);
        assertThat(most.get()).isEqualTo(2);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void execute_executorStopped_drops() {
        executor.shutdown();

        share.execute(() -> {
            throw new AssertionError("The executor is stopped.");
        });
    }
}
