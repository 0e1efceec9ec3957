package io.foreshard.plugin.store;

import java.nio.file.Path;
import java.time.Duration;

/** Opens object stores by their URI. */
public final class ObjectStores {
    private static final String DIRECTORY = "dir:";
    private static final String LATENCY = "?firstByteMillis=";

    private ObjectStores() {}

    /**
     * Opens a store.
     *
     * @param uri {@code dir:/path}, or {@code dir:/path?firstByteMillis=30} for a directory that answers as late as an object store
     *     across a network
     * @throws IllegalArgumentException if the URI is not one of a store
     * @throws ObjectStoreException if the store cannot be opened
     */
    public static ObjectStore open(String uri) throws ObjectStoreException {
        if (!uri.startsWith(DIRECTORY)) {
            throw new IllegalArgumentException("The store '" + uri + "' is none that is known; use dir:/path.");
        }
        String path = uri.substring(DIRECTORY.length());
        int latency = path.indexOf(LATENCY);
        if (latency < 0) {
            return new DirectoryObjectStore(Path.of(path));
        }
        return new SlowObjectStore(
                new DirectoryObjectStore(Path.of(path.substring(0, latency))),
                Duration.ofMillis(millis(path.substring(latency + LATENCY.length()))));
    }

    private static int millis(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "firstByteMillis is a whole number of milliseconds, but was '" + text + "'.", e);
        }
    }
}
