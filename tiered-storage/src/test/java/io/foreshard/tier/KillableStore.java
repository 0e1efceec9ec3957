package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.VersionedObject;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/** A store whose changing requests a {@link KillSwitch} can cut off; a request that takes effect stays in the store. Not thread-safe. */
final class KillableStore implements ObjectStore {
    private final ObjectStore store;
    private final KillSwitch power;

    KillableStore(ObjectStore store, KillSwitch power) {
        this.store = store;
        this.power = power;
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        power.<ObjectStoreException>call(() -> store.put(name, content));
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        return store.get(name, offset, length);
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        return store.read(name);
    }

    @Override
    public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        String[] version = new String[1];
        power.<ObjectStoreException>call(() -> version[0] = store.replace(name, content, expectedVersion));
        return version[0];
    }

    @Override
    public void delete(Collection<String> names) throws ObjectStoreException {
        power.<ObjectStoreException>call(() -> store.delete(names));
    }

    @Override
    public List<String> list(String prefix) throws ObjectStoreException {
        return store.list(prefix);
    }

    @Override
    public void close() {
        store.close();
    }
}
