package io.foreshard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.store.GuardedObjectStore.BreakerState;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.memory.MemoryObjectStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Late reads behind the guard, which it sends a second time. */
@Timeout(60)
class HedgedReadsTest {
    private static final RequestLimits LIMITS =
            new RequestLimits(Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofMillis(500));
    private static final int LEARNED_FROM = 64;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Fate fate = new Fate();
    private final List<Boolean> hedges = new CopyOnWriteArrayList<>();
    private final AtomicInteger retries = new AtomicInteger();
    private final GuardedObjectStore store = new GuardedObjectStore(fate, LIMITS, threads, new StoreListener() {
        @Override
        public void hedged(boolean isAnswered) {
            hedges.add(isAnswered);
        }

        @Override
        public void retried(StoreOperation operation, String name, ObjectStoreException cause) {
            retries.incrementAndGet();
        }
    });

    /** What happens to a call. */
    private enum Outcome {
        HANGS,
        LATE,
        FAILS,
        IS_ANSWERED
    }

    /** A store whose next calls have given outcomes. */
    private static final class Fate extends ForwardingObjectStore {
        private static final long LATE_MILLIS = 300;

        private final Queue<Outcome> next = new ConcurrentLinkedQueue<>();
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger interrupted = new AtomicInteger();
        private final CountDownLatch never = new CountDownLatch(1);

        Fate() {
            super(new MemoryObjectStore());
        }

        @Override
        protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
            calls.incrementAndGet();
            Outcome outcome = next.isEmpty() ? Outcome.IS_ANSWERED : next.remove();
            try {
                switch (outcome) {
                    case HANGS -> never.await();
                    case LATE -> never.await(LATE_MILLIS, TimeUnit.MILLISECONDS);
                    case FAILS -> throw new ObjectStoreException(Reason.UNAVAILABLE, "The request got lost.", null);
                    case IS_ANSWERED -> {}
                }
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw new ObjectStoreException(Reason.UNAVAILABLE, "The call was interrupted.", e);
            }
            return call.send();
        }
    }

    @BeforeEach
    void learn() throws ObjectStoreException {
        store.put("object", ByteBuffer.allocate(10));
        for (int read = 0; read < LEARNED_FROM; read++) {
            store.get("object", 0, 10);
        }
        fate.calls.set(0);
        hedges.clear();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void get_firstHangs_isAnsweredBySecondAndInterruptsFirst() throws ObjectStoreException {
        fate.next.add(Outcome.HANGS);

        assertThat(store.get("object", 0, 10).remaining()).isEqualTo(10);

        assertThat(fate.calls).hasValue(2);
        assertThat(hedges).containsExactly(true);
        assertThat(retries).hasValue(0);
        await().until(() -> fate.interrupted.get() == 1);
    }

    @Test
    void get_secondHangs_isAnsweredByFirst() throws ObjectStoreException {
        fate.next.addAll(List.of(Outcome.LATE, Outcome.HANGS));

        assertThat(store.get("object", 0, 10).remaining()).isEqualTo(10);

        assertThat(hedges).containsExactly(false);
    }

    @Test
    void get_secondFails_waitsForFirst() throws ObjectStoreException {
        fate.next.addAll(List.of(Outcome.LATE, Outcome.FAILS));

        assertThat(store.get("object", 0, 10).remaining()).isEqualTo(10);

        assertThat(retries).hasValue(0);
        assertThat(store.breakerState()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void get_firstFailsBeforeItIsLate_isRetriedAndNotHedged() throws ObjectStoreException {
        fate.next.add(Outcome.FAILS);

        assertThat(store.get("object", 0, 10).remaining()).isEqualTo(10);

        assertThat(hedges).isEmpty();
        assertThat(retries).hasValue(1);
    }

    @Test
    void get_objectMissing_isAnAnswer() {
        fate.next.add(Outcome.HANGS);

        assertThatThrownBy(() -> store.get("missing", 0, 10)).hasMessageContaining("No object missing exists");

        assertThat(retries).hasValue(0);
    }

    @Test
    void put_late_isSentOnce() throws ObjectStoreException {
        fate.next.addAll(List.of(Outcome.LATE, Outcome.LATE));

        store.put("other", ByteBuffer.allocate(10));
        store.replace("third", ByteBuffer.allocate(10), null);

        assertThat(fate.calls).hasValue(2);
        assertThat(hedges).isEmpty();
    }

    @Test
    void get_allHang_sendsTwentyAtMostTwice() throws Exception {
        int late = 40;
        CountDownLatch ended = new CountDownLatch(late);
        for (int read = 0; read < late; read++) {
            fate.next.add(Outcome.LATE);
            fate.next.add(Outcome.LATE);
        }
        for (int read = 0; read < late; read++) {
            threads.execute(() -> {
                try {
                    store.get("object", 0, 10);
                } catch (ObjectStoreException e) {
                    // It counts as ended.
                }
                ended.countDown();
            });
        }
        ended.await();

        assertThat(fate.calls.get()).isBetween(late, late + 22);
    }
}
