package io.foreshard.key;

import java.io.Serializable;
import org.apache.ignite.cache.affinity.AffinityKeyMapped;

/**
 * The key of an object that users act on (an article, a hotel): {@code (PROFILE_ID, OBJECT_ID)} in SQL.
 *
 * <p>Its profile id has the {@linkplain ProfileLayout#objects() object layout}: objects of one interest lie together, so that
 * what is looked at together comes back together. Immutable and thread-safe.
 */
public final class ObjectKey implements ProfiledKey, Serializable {
    private static final long serialVersionUID = 1L;

    @AffinityKeyMapped
    private final long profileId;

    private final long objectId;

    /**
     * Creates the key of an object.
     *
     * @throws IllegalArgumentException if the profile id is negative
     */
    public ObjectKey(long profileId, long objectId) {
        this.profileId = ProfileId.of(profileId).value();
        this.objectId = objectId;
    }

    @Override
    public long profileId() {
        return profileId;
    }

    /** Returns the application's id of the object. */
    public long objectId() {
        return objectId;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectKey key && profileId == key.profileId && objectId == key.objectId;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(profileId) + Long.hashCode(objectId);
    }

    @Override
    public String toString() {
        return "ObjectKey[" + profileId + ", " + objectId + "]";
    }
}
