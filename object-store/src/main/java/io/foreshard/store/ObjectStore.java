package io.foreshard.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

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
     * Lists a page of the objects whose names start with a prefix, in no particular order. One request: a guard gives each page a deadline of its own.
     *
     * <p>The pages of a listing hold each object that exists all the time exactly once. Objects that are put or deleted between the first page and the
     * last may or may not be listed.
     *
     * @param prefix any text, empty for all objects; it need not end at a slash
     * @param position null for the first page; else {@link ListedPage#next} of the page before, with the same prefix
     * @return at most 10,000 objects
     */
    ListedPage listPage(String prefix, String position) throws ObjectStoreException;

    /**
     * Lists all objects whose names start with a prefix, page by page: the heap holds one page. For garbage collection, not for reads: S3 takes one
     * request per 1,000 objects.
     *
     * @param visitor receives each object in the calling thread
     * @throws ObjectStoreException if a page fails, after the objects of earlier pages were visited
     */
    default void forEach(String prefix, Consumer<ListedObject> visitor) throws ObjectStoreException {
        String position = null;
        do {
            ListedPage page = listPage(prefix, position);
            page.objects().forEach(visitor);
            position = page.next();
        } while (position != null);
    }

    /**
     * Lists all names that start with a prefix. The heap holds all of them: prefer {@link #forEach} where there may be many.
     *
     * @throws ObjectStoreException on failure; never a part of the names
     */
    default List<String> list(String prefix) throws ObjectStoreException {
        List<String> names = new ArrayList<>();
        forEach(prefix, object -> names.add(object.name()));
        return names;
    }

    /**
     * Deletes the temporary data of writes that did not finish, such as those of a killed process. No other method lists or reads that data.
     *
     * @param olderThan age from which a write counts as dead; longer than any write takes
     * @return number of deleted files or uploads; 0 without a request in a store that has none
     * @throws ObjectStoreException on failure; all, some or none of them are deleted, and the call can be repeated
     */
    default int deleteUnfinished(Duration olderThan) throws ObjectStoreException {
        return 0;
    }

    /** Closes connections; objects stay. Never throws. Calls in flight may fail, later calls have no defined result. */
    @Override
    void close();
}
