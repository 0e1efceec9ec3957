package io.foreshard.store.distant;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreProvider;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreUri;

/**
 * Opens {@code distant:/absolute/path}, a directory that answers like {@link Distance#S3}, and
 * {@code distant://firstByteMillis=30,megabytesPerSecond=80,stragglers=0.05,seed=1/absolute/path} with other values. For demonstrations and benchmarks. Thread-safe.
 */
public final class DistantStoreProvider implements ObjectStoreProvider {
    /** The scheme. */
    public static final String SCHEME = "distant";

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public ObjectStore open(StoreUri uri, StoreOptions options) throws ObjectStoreException {
        Distance distance = Distance.parse(uri.authority());
        return new DistantObjectStore(ObjectStores.open("dir:" + uri.path(), options), distance);
    }
}
