package io.foreshard.plugin.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IndexLockTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FetchesUnderWay fetches = new FetchesUnderWay(System::nanoTime);
    private final ReentrantReadWriteLock checkpoints = new ReentrantReadWriteLock();
    private final IndexLock lock =
            new IndexLock(fetches, () -> checkpoints.readLock().lock(), () -> checkpoints
                    .readLock()
                    .unlock());

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void lock_updateWaitsForTheStore_otherUpdatesContinue() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CompletableFuture<Void> update = run(() -> {
            lock.readLock().lock();
            fetches.begin();
            awaitLatch(answer);
            fetches.end();
            lock.readLock().unlock();
        });
        await().atMost(LONGEST).until(() -> fetches.oldestNanos() > TimeUnit.MILLISECONDS.toNanos(100));
        CompletableFuture<Void> creation = run(this::create);

        for (int number = 0; number < 100; number++) {
            assertThat(run(this::update)).succeedsWithin(LONGEST);
        }
        assertThat(creation).isNotDone();
        assertThat(lock.hasQueuedThreads()).isFalse();

        answer.countDown();
        assertThat(update).succeedsWithin(LONGEST);
        assertThat(creation).succeedsWithin(LONGEST);
        assertThat(checkpoints.getReadLockCount()).isZero();
    }

    @Test
    void lock_checkpointQueues_creationAndUpdateEnd() throws Exception {
        CountDownLatch created = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CompletableFuture<Void> creation = run(() -> {
            lock.writeLock().lock();
            created.countDown();
            awaitLatch(mayEnd);
            checkpoints.readLock().lock(); // as createIndex does for its trees
            checkpoints.readLock().unlock();
            lock.writeLock().unlock();
        });
        awaitLatch(created);
        CompletableFuture<Void> update = run(() -> {
            checkpoints.readLock().lock();
            update();
            checkpoints.readLock().unlock();
        });
        await().atMost(LONGEST).until(() -> checkpoints.getReadLockCount() == 2 && lock.hasQueuedThreads());
        CompletableFuture<Void> checkpoint = run(() -> {
            checkpoints.writeLock().lock();
            checkpoints.writeLock().unlock();
        });
        await().atMost(LONGEST).until(checkpoints::hasQueuedThreads);

        mayEnd.countDown();

        assertThat(creation).succeedsWithin(LONGEST);
        assertThat(update).succeedsWithin(LONGEST);
        assertThat(checkpoint).succeedsWithin(LONGEST);
    }

    @Test
    void lock_interrupted_isTakenAndInterruptKept() {
        Thread.currentThread().interrupt();
        lock.writeLock().lock();

        assertThat(lock.writeLock().isHeldByCurrentThread()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        lock.writeLock().unlock();
        assertThat(checkpoints.getReadLockCount()).isZero();
    }

    private CompletableFuture<Void> run(Runnable task) {
        return CompletableFuture.runAsync(task, threads);
    }

    private void create() {
        lock.writeLock().lock();
        lock.writeLock().unlock();
    }

    private void update() {
        lock.readLock().lock();
        lock.readLock().unlock();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
