package io.foreshard.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;

/**
 * A store that wraps another one and passes each call through a single method. Latency, counting and fault injection override that method.
 *
 * <p>As thread-safe as its subclass; it has no state of its own.
 */
public abstract class ForwardingObjectStore implements ObjectStore {
    private final ObjectStore store;

    /**
     * Wraps a store.
     *
     * @param store wrapped store; {@link #close} closes it
     */
    protected ForwardingObjectStore(ObjectStore store) {
        this.store = store;
    }

    /** A call of the wrapped store. */
    @FunctionalInterface
    protected interface Call<T> {
        /** Sends the call. May be called several times, or not at all. */
        T send() throws ObjectStoreException;
    }

    /**
     * Handles a call.
     *
     * @param name object of the call; the first of several; the prefix of a listing; empty for unfinished writes
     * @param call sends the call to the wrapped store
     */
    protected abstract <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException;

    @Override
    public final void put(String name, ByteBuffer content) throws ObjectStoreException {
        around(StoreOperation.PUT, name, () -> {
            store.put(name, content);
            return null;
        });
    }

    @Override
    public final ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        return around(StoreOperation.GET, name, () -> store.get(name, offset, length));
    }

    @Override
    public final VersionedObject read(String name) throws ObjectStoreException {
        return around(StoreOperation.READ, name, () -> store.read(name));
    }

    @Override
    public final String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        return around(StoreOperation.REPLACE, name, () -> store.replace(name, content, expectedVersion));
    }

    @Override
    public final void delete(Collection<String> names) throws ObjectStoreException {
        around(StoreOperation.DELETE, names.isEmpty() ? "" : names.iterator().next(), () -> {
            store.delete(names);
            return null;
        });
    }

    @Override
    public final ListedPage listPage(String prefix, String position) throws ObjectStoreException {
        return around(StoreOperation.LIST, prefix, () -> store.listPage(prefix, position));
    }

    @Override
    public final int deleteUnfinished(Duration olderThan) throws ObjectStoreException {
        return around(StoreOperation.DELETE, "", () -> store.deleteUnfinished(olderThan));
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
