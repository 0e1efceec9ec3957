package io.foreshard.plugin.store;

import java.nio.file.Path;

/** Opens object stores by their URI. */
public final class ObjectStores {
    private static final String DIRECTORY = "dir:";

    private ObjectStores() {}

    /**
     * Opens a store.
     *
     * @param uri {@code dir:/path}
     * @param s3Endpoint unused for a directory
     * @throws IllegalArgumentException if the URI is not one of a store
     * @throws ObjectStoreException if the store cannot be opened
     */
    public static ObjectStore open(String uri, String s3Endpoint) throws ObjectStoreException {
        if (uri.startsWith(DIRECTORY)) {
            return new DirectoryObjectStore(Path.of(uri.substring(DIRECTORY.length())));
        }
        throw new IllegalArgumentException("The store '" + uri + "' is none that is known; use dir:/path.");
    }
}
