package io.foreshard.store.testing;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreProvider;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreUri;
import io.foreshard.store.memory.MemoryObjectStore;

/** Opens an empty store in memory for {@code third-party:}, as the provider of another jar does. Thread-safe. */
public final class ThirdPartyStoreProvider implements ObjectStoreProvider {
    @Override
    public String scheme() {
        return "third-party";
    }

    @Override
    public ObjectStore open(StoreUri uri, StoreOptions options) {
        return new MemoryObjectStore();
    }
}
