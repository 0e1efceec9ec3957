package io.foreshard.store;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/**
 * A store of immutable objects with names, as S3 is one. {@link ObjectNames} says which names there are; for others every
 * method throws an IllegalArgumentException.
 *
 * <p>Thread-safe. No method needs more than one request for one object, and none lists but {@link #list}.
 */
public interface ObjectStore extends AutoCloseable {
    /**
     * Stores an object, all of it or nothing.
     *
     * @throws ObjectStoreException ALREADY_EXISTS if the name is taken (the object is untouched); otherwise the object may or may
     *     not be there
     */
    void put(String name, ByteBuffer content) throws ObjectStoreException;

    /**
     * Reads a range of an object.
     *
     * @return exactly {@code length} bytes
     * @throws ObjectStoreException NOT_FOUND if there is no such object, CORRUPT if it is too short
     */
    ByteBuffer get(String name, long offset, int length) throws ObjectStoreException;

    /**
     * Reads a small object whole, with its version.
     *
     * @throws ObjectStoreException NOT_FOUND if there is none
     */
    VersionedObject read(String name) throws ObjectStoreException;

    /**
     * Replaces an object if it still has the expected version.
     *
     * @param expectedVersion version that was read, or null if the object must not exist
     * @return the new version
     * @throws ObjectStoreException CONFLICT if the version is another one; the object is untouched
     */
    String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException;

    /** Deletes objects; absent ones are no error. When it fails some may be deleted. */
    void delete(Collection<String> names) throws ObjectStoreException;

    /** Returns the names with a prefix, in no particular order. For garbage collection, never on a read path. */
    List<String> list(String prefix) throws ObjectStoreException;

    /** Closes connections. Never fails; calls that are under way may. */
    @Override
    void close();
}
