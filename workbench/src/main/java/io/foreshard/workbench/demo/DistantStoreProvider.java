package io.foreshard.workbench.demo;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.ObjectStoreProvider;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOperation;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreUri;
import java.time.Duration;

/** Opens {@code demo:/absolute/path}, the store of the demo: a directory that answers after 30 ms, like S3 in the same region. Thread-safe. */
public final class DistantStoreProvider implements ObjectStoreProvider {
    static final String SCHEME = "demo";
    private static final Duration FIRST_BYTE = Duration.ofMillis(30);

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public ObjectStore open(StoreUri uri, StoreOptions options) throws ObjectStoreException {
        return new DistantStore(ObjectStores.open("dir:" + uri.path(), options));
    }

    /** Delays each call of a store by the latency of a network. */
    private static final class DistantStore extends ForwardingObjectStore {
        DistantStore(ObjectStore store) {
            super(store);
        }

        @Override
        protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
            try {
                Thread.sleep(FIRST_BYTE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ObjectStoreException(Reason.UNAVAILABLE, "The call about " + name + " was interrupted.", e);
            }
            return call.send();
        }
    }
}
