package io.foreshard.tier;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.StoreOperation;
import java.util.concurrent.Semaphore;

/** A store whose reads wait while they are held. Thread-safe. */
final class HeldReads extends ForwardingObjectStore {
    private final Semaphore allowed = new Semaphore(Integer.MAX_VALUE);

    HeldReads(ObjectStore store) {
        super(store);
    }

    @Override
    protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
        if (operation == StoreOperation.GET) {
            allowed.acquireUninterruptibly();
        }
        return call.send();
    }

    /** From now on reads wait. */
    void hold() {
        allowed.drainPermits();
    }

    /** Lets all reads go on, those that wait and later ones. */
    void release() {
        allowed.release(Integer.MAX_VALUE - allowed.availablePermits());
    }

    /** Returns the number of reads that wait. */
    int waiting() {
        return allowed.getQueueLength();
    }
}
