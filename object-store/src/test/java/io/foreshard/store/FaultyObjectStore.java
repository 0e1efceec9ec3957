package io.foreshard.store;

import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A store that fails a share of its requests: half of those before they did anything, half after they did everything. Thread-safe. */
public final class FaultyObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final Random random;
    private final AtomicLong requests = new AtomicLong();
    private volatile double failing;

    /** @param failing share of the requests that fail, 0 to 1 */
    public FaultyObjectStore(ObjectStore store, long seed, double failing) {
        this.store = store;
        this.random = new Random(seed);
        this.failing = failing;
    }

    /** Sets the share of the requests that fail from now on. */
    public void failing(double share) {
        failing = share;
    }

    /** Returns how many requests arrived, failed ones included. */
    public long requests() {
        return requests.get();
    }

    private interface Request<T> {
        T send() throws ObjectStoreException;
    }

    private <T> T faulty(String name, Request<T> request) throws ObjectStoreException {
        requests.incrementAndGet();
        boolean fails = random.nextDouble() < failing;
        if (fails && random.nextBoolean()) {
            throw new ObjectStoreException(Reason.UNAVAILABLE, "The request about " + name + " got lost.", null);
        }
        T answer = request.send();
        if (fails) {
            throw new ObjectStoreException(Reason.UNAVAILABLE, "The answer about " + name + " got lost.", null);
        }
        return answer;
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        faulty(name, () -> {
            store.put(name, content);
            return null;
        });
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        return faulty(name, () -> store.get(name, offset, length));
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        return faulty(name, () -> store.read(name));
    }

    @Override
    public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        return faulty(name, () -> store.replace(name, content, expectedVersion));
    }

    @Override
    public void delete(Collection<String> names) throws ObjectStoreException {
        faulty(String.join(", ", names), () -> {
            store.delete(names);
            return null;
        });
    }

    @Override
    public List<String> list(String prefix) throws ObjectStoreException {
        return faulty(prefix, () -> store.list(prefix));
    }

    @Override
    public void close() {
        store.close();
    }
}
