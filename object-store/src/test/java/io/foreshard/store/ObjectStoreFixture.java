package io.foreshard.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty store for every test, and what tests of stores say often. */
abstract class ObjectStoreFixture {
    static final int THREADS = 8;

    ObjectStore store;

    /** Opens a store that has no object yet. */
    abstract ObjectStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    interface Attempt<T> {
        T by(int thread) throws Exception;
    }

    /** Returns what the winners of a race did; losers must have failed for the reason given. */
    static List<String> race(Reason reason, Attempt<String> attempt) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<String> won = new ArrayList<>();
        for (Object outcome : inThreads(thread -> {
            start.await();
            try {
                return attempt.by(thread);
            } catch (ObjectStoreException e) {
                return e.reason();
            }
        })) {
            if (outcome instanceof String win) {
                won.add(win);
            } else {
                assertThat(outcome).isEqualTo(reason);
            }
        }
        return won;
    }

    static <T> List<T> inThreads(Attempt<T> attempt) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<T>> attempts = IntStream.range(0, THREADS)
                    .mapToObj(thread -> (Callable<T>) () -> attempt.by(thread))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(attempts)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    static void assertFails(Reason reason, String object, ThrowingCallable call) {
        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(call)
                .withMessageContaining(object)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes.duplicate()).toString();
    }
}
