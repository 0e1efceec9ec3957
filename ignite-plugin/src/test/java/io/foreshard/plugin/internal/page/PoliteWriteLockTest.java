package io.foreshard.plugin.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.TierListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private long nanos;
    private long endOfFetch;

    /** Each look at the clock takes a second. */
    private long time() {
        nanos += SECOND;
        return nanos;
    }

    private void endFetch() {
        if (nanos > endOfFetch) {
            fetches.end();
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

    private void lockAfter(Duration fetch) {
        fetches.begin();
        endOfFetch = fetch.toNanos();
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        new PoliteWriteLock(lock, fetches, this::endFetch, this::time, listener).lock();
        assertThat(lock.isWriteLockedByCurrentThread()).isTrue();
    }
}
