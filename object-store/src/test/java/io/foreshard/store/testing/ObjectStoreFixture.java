package io.foreshard.store.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
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

/** A test with an empty store, and helpers for tests of stores. */
public abstract class ObjectStoreFixture {
    /** Threads of {@link #inThreads} and {@link #race}. */
    protected static final int THREADS = 8;

    /** The store of the test, empty at its start and closed after it. */
    protected ObjectStore store;

    /** Opens a store without objects. */
    protected abstract ObjectStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** The task of one thread. */
    @FunctionalInterface
    protected interface Attempt<T> {
        /** Runs the task of a thread, counted from 0. */
        T by(int thread) throws Exception;
    }

    /** Runs a task in all threads at once. Returns the results of those that succeeded; the others must have failed with the reason. */
    protected static List<String> race(Reason reason, Attempt<String> attempt) throws Exception {
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

    /** Runs a task in all threads and returns their results. */
    protected static <T> List<T> inThreads(Attempt<T> attempt) throws Exception {
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

    /** Adds 1 to an object that holds a number; repeats the compare-and-set until it succeeds. */
    protected static void increment(ObjectStore store, String name) throws ObjectStoreException {
        while (true) {
            VersionedObject found = store.read(name);
            int value = Integer.parseInt(text(found.content()));
            try {
                store.replace(name, bytes(String.valueOf(value + 1)), found.version());
                return;
            } catch (ObjectStoreException e) {
                assertThat(e.reason()).isEqualTo(Reason.CONFLICT);
            }
        }
    }

    /** Asserts that a call fails with a reason and a message that names the object. */
    protected static void assertFails(Reason reason, String object, ThrowingCallable call) {
        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(call)
                .withMessageContaining(object)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    /** Returns a text as bytes. */
    protected static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    /** Returns bytes as a text. */
    protected static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes.duplicate()).toString();
    }
}
