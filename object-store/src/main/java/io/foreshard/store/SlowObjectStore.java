package io.foreshard.store;

import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** A store that answers as late as one across a network: every request waits for its first byte. */
public final class SlowObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final Duration firstByte;

    /**
     * Wraps a store, which is closed with this one.
     *
     * @param firstByte how long every request waits
     */
    public SlowObjectStore(ObjectStore store, Duration firstByte) {
        this.store = store;
        this.firstByte = firstByte;
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        await();
        store.put(name, content);
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        await();
        return store.get(name, offset, length);
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        await();
        return store.read(name);
    }

    @Override
    public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        await();
        return store.replace(name, content, expectedVersion);
    }

    @Override
    public void delete(Collection<String> names) throws ObjectStoreException {
        await();
        store.delete(names);
    }

    @Override
    public List<String> list(String prefix) throws ObjectStoreException {
        await();
        return store.list(prefix);
    }

    private void await() throws ObjectStoreException {
        try {
            Thread.sleep(firstByte.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ObjectStoreException(Reason.UNAVAILABLE, "The request was interrupted.", e);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return store + " after " + firstByte.toMillis() + " ms";
    }
}
