package io.foreshard.store.testing;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreProvider;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreUri;
import java.time.Duration;

/** Opens {@code slow-dir:/absolute/path}, a directory store whose calls take 30 ms more. Thread-safe. */
public final class SlowDirectoryStoreProvider implements ObjectStoreProvider {
    private static final Duration LATENCY = Duration.ofMillis(30);

    @Override
    public String scheme() {
        return "slow-dir";
    }

    @Override
    public ObjectStore open(StoreUri uri, StoreOptions options) throws ObjectStoreException {
        return new SlowObjectStore(ObjectStores.open("dir:" + uri.path(), options), LATENCY);
    }
}
