package io.foreshard.store.testing;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.StoreOperation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A store whose calls each take at least a fixed time, as across a network. An interrupt ends the wait. Thread-safe. */
public final class SlowObjectStore extends ForwardingObjectStore {
    private final Duration latency;
    private final CountDownLatch never = new CountDownLatch(1);

    /** Wraps a store; closing this one closes it. */
    public SlowObjectStore(ObjectStore store, Duration latency) {
        super(store);
        this.latency = latency;
    }

    @Override
    protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
        try {
            never.await(latency.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ObjectStoreException(Reason.UNAVAILABLE, "The call about " + name + " was interrupted.", e);
        }
        return call.send();
    }
}
