package io.foreshard.store;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/**
 * A store of named objects with conditional writes, modelled on S3.
 *
 * <p>Rules for all methods:
 *
 * <ul>
 *   <li>A name that {@link ObjectNames} does not allow is refused with an IllegalArgumentException before anything is sent.
 *   <li>An object is visible whole or not at all; a reader never sees a part of a write.
 *   <li>A call that has returned is visible to every call that starts later, from any process.
 *   <li>Buffers passed in keep their position and limit, and are not used after the call has returned. Buffers returned belong to the caller.
 *   <li>A call that fails with UNAVAILABLE may have been executed, unless its method says otherwise.
 *   <li>A store sends a call once: retries, deadlines and the decision about repeated writes are the task of {@link GuardedObjectStore}.
 * </ul>
 *
 * <p>Implementations are thread-safe and pass {@code io.foreshard.store.testing.ObjectStoreContract} (in the test-jar of this module).
 */
public interface ObjectStore extends AutoCloseable {
    /**
     * Creates an object: all of it, or nothing.
     *
     * <p>A missing folder is created. Other objects stay untouched.
     *
     * @throws ObjectStoreException ALREADY_EXISTS if the name is taken, even by equal content: the existing object is unchanged. UNAVAILABLE:
     *     the object exists whole or does not exist
     */
    void put(String name, ByteBuffer content) throws ObjectStoreException;

    /**
     * Reads a range of an object. Changes nothing.
     *
     * @param offset first byte, not negative
     * @param length number of bytes, not negative; 0 checks that the object exists
     * @return exactly {@code length} bytes
     * @throws ObjectStoreException NOT_FOUND if no object has this name. CORRUPT if the object ends before the range does; no part of the range is
     *     returned
     */
    ByteBuffer get(String name, long offset, int length) throws ObjectStoreException;

    /**
     * Reads a small object whole, content and version of one moment. Changes nothing.
     *
     * @throws ObjectStoreException NOT_FOUND if no object has this name
     */
    VersionedObject read(String name) throws ObjectStoreException;

    /**
     * Replaces an object if it has the expected version: all of it, or nothing. Of several concurrent calls that expect the same version exactly one
     * succeeds.
     *
     * @param expectedVersion version from {@link #read} or from an earlier replacement; null to create the object
     * @return the new version
     * @throws ObjectStoreException CONFLICT if the object has another version, if it is missing although a version is expected, or if it exists
     *     although none is expected: it is unchanged. UNAVAILABLE: the object has the old content or the new
     */
    String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException;

    /**
     * Deletes objects. Missing ones are ignored.
     *
     * @throws ObjectStoreException on failure; all, some or none of the objects are deleted, and the call can be repeated
     */
    void delete(Collection<String> names) throws ObjectStoreException;

    /**
     * Lists the names that start with a prefix, in no particular order. Costs one request per 1,000 names: for garbage collection, not for reads.
     *
     * <p>Objects that are put or deleted during the call may or may not be listed.
     *
     * @param prefix any text, empty for all names; it need not end at a slash
     * @return all names, empty if there are none
     * @throws ObjectStoreException on failure; never a part of the names
     */
    List<String> list(String prefix) throws ObjectStoreException;

    /** Closes connections; objects stay. Never throws. Calls in flight may fail, later calls have no defined result. */
    @Override
    void close();
}
