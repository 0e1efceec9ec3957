package io.foreshard.store.registry;

import io.foreshard.store.DirectoryObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.SlowObjectStore;
import io.foreshard.store.s3.S3ObjectStore;
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
     * @param uri {@code s3://bucket/prefix}; {@code dir:/path}, or {@code dir:/path?firstByteMillis=30} for a directory that answers
     *     as late as an object store across a network
     * @param s3Endpoint URL of an S3-compatible service; null for that of AWS, and without effect on a directory
     * @throws IllegalArgumentException if the URI is not one of a store
     * @throws ObjectStoreException if the store cannot be opened
     */
    public static ObjectStore open(String uri, String s3Endpoint) throws ObjectStoreException {
        if (uri.startsWith(S3ObjectStore.SCHEME)) {
            return S3ObjectStore.open(uri, s3Endpoint);
        }
        if (!uri.startsWith(DIRECTORY)) {
            throw new IllegalArgumentException(
                    "The store '" + uri + "' is none that is known; use dir:/path or s3://bucket/prefix.");
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
