package io.foreshard.plugin.tier;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreProvider;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOperation;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreUri;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens {@code gated:/absolute/path}: a directory whose ranged reads wait while the gate is closed, without an end or for a delay. */
public final class GatedStoreProvider implements ObjectStoreProvider {
    private static final AtomicInteger WAITING = new AtomicInteger();
    private static final long UNLIMITED = Long.MAX_VALUE;
    /** More reads than any test sends. */
    private static final int ALL = 1_000_000;

    private static volatile Semaphore gate = new Semaphore(ALL);
    private static volatile long longestWaitNanos = UNLIMITED;

    static void close() {
        longestWaitNanos = UNLIMITED;
        gate = new Semaphore(0);
    }

    /** Delays each read by a duration, until the gate opens. */
    static void delay(Duration duration) {
        longestWaitNanos = duration.toNanos();
        gate = new Semaphore(0);
    }

    static void open() {
        gate.release(ALL);
    }

    /** Lets one read pass. */
    static void admit() {
        gate.release();
    }

    /** Returns the reads that wait at the gate. */
    static int waiting() {
        return WAITING.get();
    }

    @Override
    public String scheme() {
        return "gated";
    }

    @Override
    public ObjectStore open(StoreUri uri, StoreOptions options) throws ObjectStoreException {
        return new GatedStore(ObjectStores.open("dir:" + uri.path(), options));
    }

    private static final class GatedStore extends ForwardingObjectStore {
        GatedStore(ObjectStore store) {
            super(store);
        }

        @Override
        protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
            if (operation == StoreOperation.GET) {
                WAITING.incrementAndGet();
                try {
                    boolean opened = gate.tryAcquire(longestWaitNanos, TimeUnit.NANOSECONDS);
                    assert opened || longestWaitNanos < UNLIMITED;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    WAITING.decrementAndGet();
                }
            }
            return call.send();
        }
    }
}
