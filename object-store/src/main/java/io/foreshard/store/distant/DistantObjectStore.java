package io.foreshard.store.distant;

import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A store whose calls take the time that they take with S3: until the first byte, then for each byte of the content. Calls do not slow each other down, and each has a connection of its own. An interrupt
 * ends a call with UNAVAILABLE, as an aborted request does; it may have been executed. For demonstrations and benchmarks. Thread-safe.
 */
public final class DistantObjectStore implements ObjectStore {
    private static final long MIN_STRAGGLER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long MAX_STRAGGLER_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);

    private final ObjectStore store;
    private final Distance distance;
    private final Random random;
    private final CountDownLatch never = new CountDownLatch(1);

    /** Wraps a store; closing this one closes it. */
    public DistantObjectStore(ObjectStore store, Distance distance) {
        this.store = store;
        this.distance = distance;
        random = new Random(distance.seed());
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        transfer(name, content);
        awaitFirstByte(name);
        store.put(name, content);
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        awaitFirstByte(name);
        ByteBuffer content = store.get(name, offset, length);
        transfer(name, content);
        return content;
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        awaitFirstByte(name);
        VersionedObject object = store.read(name);
        transfer(name, object.content());
        return object;
    }

    @Override
    public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        transfer(name, content);
        awaitFirstByte(name);
        return store.replace(name, content, expectedVersion);
    }

    @Override
    public void delete(Collection<String> names) throws ObjectStoreException {
        awaitFirstByte(names.isEmpty() ? "" : names.iterator().next());
        store.delete(names);
    }

    @Override
    public ListedPage listPage(String prefix, String position) throws ObjectStoreException {
        awaitFirstByte(prefix);
        return store.listPage(prefix, position);
    }

    @Override
    public int deleteUnfinished(Duration olderThan) throws ObjectStoreException {
        awaitFirstByte("");
        return store.deleteUnfinished(olderThan);
    }

    private void awaitFirstByte(String name) throws ObjectStoreException {
        boolean isStraggler;
        long straggler;
        synchronized (random) {
            isStraggler = random.nextDouble() < distance.stragglers();
            straggler =
                    MIN_STRAGGLER_NANOS + (long) (random.nextDouble() * (MAX_STRAGGLER_NANOS - MIN_STRAGGLER_NANOS));
        }
        pause(name, isStraggler ? straggler : distance.firstByte().toNanos());
    }

    private void transfer(String name, ByteBuffer content) throws ObjectStoreException {
        pause(name, content.remaining() * TimeUnit.SECONDS.toNanos(1) / distance.bytesPerSecond());
    }

    private void pause(String name, long nanos) throws ObjectStoreException {
        try {
            never.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ObjectStoreException(Reason.UNAVAILABLE, "The call about " + name + " was interrupted.", e);
        }
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
