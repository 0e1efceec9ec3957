package io.foreshard.plugin.tier;

import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.ObjectStoreProvider;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreUri;
import io.foreshard.store.VersionedObject;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/** Opens {@code unconditional-dir:/absolute/path}: a directory store that ignores the conditions of writes, as some services do. Thread-safe. */
public final class UnconditionalStoreProvider implements ObjectStoreProvider {
    static final String SCHEME = "unconditional-dir";

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public ObjectStore open(StoreUri uri, StoreOptions options) throws ObjectStoreException {
        return new UnconditionalStore(ObjectStores.open("dir:" + uri.path(), options));
    }

    private record UnconditionalStore(ObjectStore store) implements ObjectStore {
        @Override
        public void put(String name, ByteBuffer content) throws ObjectStoreException {
            store.delete(List.of(name));
            store.put(name, content);
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
            try {
                return store.replace(name, content, store.read(name).version());
            } catch (ObjectStoreException e) {
                if (e.reason() != Reason.NOT_FOUND) {
                    throw e;
                }
                return store.replace(name, content, null);
            }
        }

        @Override
        public void delete(Collection<String> names) throws ObjectStoreException {
            store.delete(names);
        }

        @Override
        public ListedPage listPage(String prefix, String position) throws ObjectStoreException {
            return store.listPage(prefix, position);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
