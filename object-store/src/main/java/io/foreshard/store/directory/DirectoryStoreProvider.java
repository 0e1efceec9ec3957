package io.foreshard.store.directory;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreProvider;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreUri;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens {@code dir:/absolute/path}: a directory, which is created if it is missing. Thread-safe. */
public final class DirectoryStoreProvider implements ObjectStoreProvider {
    private static final String SCHEME = "dir";

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public ObjectStore open(StoreUri uri, StoreOptions options) throws ObjectStoreException {
        Path path;
        try {
            path = Path.of(uri.path());
        } catch (InvalidPathException e) {
            throw StoreUri.refused("names a directory that this file system cannot have: use dir:/absolute/path");
        }
        if (uri.authority() != null && !uri.authority().isEmpty() || !path.isAbsolute()) {
            throw StoreUri.refused("must name a directory by its absolute path: use dir:/absolute/path");
        }
        return new DirectoryObjectStore(path);
    }
}
