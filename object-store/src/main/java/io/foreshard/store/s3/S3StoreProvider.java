package io.foreshard.store.s3;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.ObjectStoreProvider;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreUri;
import java.util.Set;

/**
 * Opens {@code s3://bucket/prefix} in S3, or in a compatible service. The AWS SDK finds credentials, and the region if none is
 * set. {@code docs/object-stores.md} describes the options. Thread-safe.
 */
public final class S3StoreProvider implements ObjectStoreProvider {
    static final String SCHEME = "s3";

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public Set<String> options() {
        return S3Options.NAMES;
    }

    @Override
    public ObjectStore open(StoreUri uri, StoreOptions options) throws ObjectStoreException {
        S3Location location = S3Location.of(uri);
        S3Options checked = S3Options.of(options);
        try {
            return new S3ObjectStore(location, S3Clients.open(checked), checked);
        } catch (NoClassDefFoundError e) {
            throw new ObjectStoreException(
                    Reason.UNAVAILABLE,
                    "An S3 store needs the AWS SDK on the class path: add software.amazon.awssdk:s3 and apache5-client.",
                    e);
        }
    }
}
