package io.foreshard.plugin.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.TierListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

class PoliteWriteLockTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final List<String> events = new ArrayList<>();
    private final TierListener listener = new TierListener() {
        @Override
        public void checkpointDelayed(Duration waited) {
            events.add("delayed " + waited.toMinutes());
        }

        @Override
        public void checkpointContinued() {
            events.add("continued");
        }
    };
    private final FetchesUnderWay fetches = new FetchesUnderWay(this::time);
    private final CompletableFuture<Void> fetched = new CompletableFuture<>();
    private CompletableFuture<Void> reader;
    private long nanos;
    private long endOfFetch;

    /** Each look at the clock takes a second. */
    private long time() {
        nanos += SECOND;
        return nanos;
    }

    /** The thread that fetches releases the read lock. */
    private void endFetch() {
        if (nanos > endOfFetch && !fetched.isDone()) {
            fetches.end();
            fetched.complete(null);
            reader.join();
        }
    }

    @Test
    void lock_fetchTakesMinutes_reportsEachMinuteAndTheEnd() {
        lockAfter(Duration.ofSeconds(150));

        assertThat(events).containsExactly("delayed 1", "delayed 2", "continued");
    }

    @Test
    void lock_fetchTakesSeconds_reportsNoDelay() {
        lockAfter(Duration.ofSeconds(10));

        assertThat(events).containsExactly("continued");
    }

    @Test
    void lock_fetchHoldsNoReadLock_isTakenAtOnce() {
        fetches.begin();
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

        new PoliteWriteLock(lock, fetches, () -> {}, this::time, listener).lock();

        assertThat(lock.isWriteLockedByCurrentThread()).isTrue();
        assertThat(events).containsExactly("continued");
    }

    private void lockAfter(Duration fetch) {
        fetches.begin();
        endOfFetch = fetch.toNanos();
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        CompletableFuture<Void> held = new CompletableFuture<>();
        reader = CompletableFuture.runAsync(() -> {
            lock.readLock().lock();
            held.complete(null);
            fetched.join();
            lock.readLock().unlock();
        });
        held.join();
        new PoliteWriteLock(lock, fetches, this::endFetch, this::time, listener).lock();
        assertThat(lock.isWriteLockedByCurrentThread()).isTrue();
    }
}
