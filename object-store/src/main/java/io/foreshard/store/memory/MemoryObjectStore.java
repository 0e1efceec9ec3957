package io.foreshard.store.memory;

import io.foreshard.store.ListedObject;
import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectNames;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An object store in the memory of this JVM, for tests and simulations. Its objects outlive {@link #close} but not the instance: a simulated restart
 * uses the same instance again. No URI opens one, so no configuration can lose data with it. Thread-safe.
 */
public final class MemoryObjectStore implements ObjectStore {
    private static final int PAGE_OBJECTS = 1_000;

    private final ConcurrentNavigableMap<String, Content> objects = new ConcurrentSkipListMap<>();
    private final Clock clock;
    private final AtomicLong versions = new AtomicLong();

    /** The bytes of an object, never changed, their version and the time of the write. */
    private record Content(byte[] bytes, String version, long modifiedMillis) {}

    /** Creates an empty store whose objects have the time of this machine. */
    public MemoryObjectStore() {
        this(Clock.systemUTC());
    }

    /** Creates an empty store whose objects have the time of a clock. */
    public MemoryObjectStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        ObjectNames.check(name);
        if (objects.putIfAbsent(name, copy(content)) != null) {
            throw new ObjectStoreException(Reason.ALREADY_EXISTS, "An object " + name + " exists already.", null);
        }
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        byte[] bytes = find(name).bytes();
        if (offset + length > bytes.length) {
            throw new ObjectStoreException(
                    Reason.CORRUPT, "The object " + name + " ends before byte " + (offset + length) + ".", null);
        }
        return ByteBuffer.wrap(Arrays.copyOfRange(bytes, (int) offset, (int) offset + length));
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        Content found = find(name);
        return new VersionedObject(ByteBuffer.wrap(found.bytes().clone()), found.version());
    }

    @Override
    public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        ObjectNames.check(name);
        Content replacement = copy(content);
        Content found = objects.get(name);
        boolean replaced = expectedVersion == null
                ? objects.putIfAbsent(name, replacement) == null
                : found != null && found.version().equals(expectedVersion) && objects.replace(name, found, replacement);
        if (!replaced) {
            throw new ObjectStoreException(
                    Reason.CONFLICT, "The object " + name + " was changed by another writer.", null);
        }
        return replacement.version();
    }

    @Override
    public void delete(Collection<String> names) {
        names.forEach(ObjectNames::check);
        names.forEach(objects::remove);
    }

    @Override
    public ListedPage listPage(String prefix, String position) {
        NavigableMap<String, Content> rest =
                position == null ? objects.tailMap(prefix, true) : objects.tailMap(position, false);
        List<ListedObject> page = new ArrayList<>();
        for (Map.Entry<String, Content> object : rest.entrySet()) {
            if (page.size() == PAGE_OBJECTS || !object.getKey().startsWith(prefix)) {
                break;
            }
            Content content = object.getValue();
            page.add(new ListedObject(object.getKey(), content.bytes().length, content.modifiedMillis()));
        }
        return new ListedPage(
                page, page.size() == PAGE_OBJECTS ? page.get(page.size() - 1).name() : null);
    }

    @Override
    public void close() {
        // The objects stay, as those of any store do.
    }

    @Override
    public String toString() {
        return "memory";
    }

    private Content find(String name) throws ObjectStoreException {
        Content found = objects.get(ObjectNames.check(name));
        if (found == null) {
            throw new ObjectStoreException(Reason.NOT_FOUND, "No object " + name + " exists.", null);
        }
        return found;
    }

    private Content copy(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return new Content(bytes, Long.toString(versions.incrementAndGet()), clock.millis());
    }
}
