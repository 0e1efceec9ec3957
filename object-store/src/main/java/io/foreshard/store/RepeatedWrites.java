package io.foreshard.store;

import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;

/**
 * Writes that repeat an attempt of unknown outcome. A refusal may come from the attempt itself, executed although its answer was lost: the object is
 * read back, and content equal to the written one is success. This is the only place that decides so.
 */
final class RepeatedWrites {
    private RepeatedWrites() {}

    static void put(ObjectStore store, String name, ByteBuffer content) throws ObjectStoreException {
        try {
            store.put(name, content);
        } catch (ObjectStoreException e) {
            if (e.reason() != Reason.ALREADY_EXISTS || versionOf(store, name, content) == null) {
                throw e;
            }
        }
    }

    static String replace(ObjectStore store, String name, ByteBuffer content, String expectedVersion)
            throws ObjectStoreException {
        try {
            return store.replace(name, content, expectedVersion);
        } catch (ObjectStoreException e) {
            String version = e.reason() == Reason.CONFLICT ? versionOf(store, name, content) : null;
            if (version == null) {
                throw e;
            }
            return version;
        }
    }

    /** Returns the version of the object if it holds this content, else null. */
    private static String versionOf(ObjectStore store, String name, ByteBuffer content) throws ObjectStoreException {
        try {
            VersionedObject present = store.read(name);
            return present.content().equals(content) ? present.version() : null;
        } catch (ObjectStoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return null; // deleted by another caller in between
            }
            throw e;
        }
    }
}
