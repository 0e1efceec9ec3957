package io.foreshard.key;

import io.foreshard.key.ProfileLayout.Field;
import java.io.Serializable;
import org.apache.ignite.cache.affinity.AffinityKeyMapped;

/**
 * The key of an object that users act on (an article, a hotel): {@code (PROFILE_ID, OBJECT_ID)} in SQL.
 *
 * <p>Its profile id has the {@linkplain ProfileLayout#objects() object layout}: objects of one interest share a prefix, so they lie in few
 * partitions and on adjacent pages. Immutable and thread-safe.
 */
public final class ObjectKey implements ProfiledKey, Serializable {
    private static final long serialVersionUID = 1L;

    @AffinityKeyMapped
    private final long profileId;

    private final long objectId;

    private ObjectKey(long profileId, long objectId) {
        this.profileId = ProfileLayout.check(profileId);
        this.objectId = objectId;
    }

    /**
     * Returns the key of an object: the same for the same arguments in every release.
     *
     * @param interest category of the object, the same as in the actions on it; objects with {@link InterestCode#NO_INTEREST} are spread by
     *     their own hash
     * @param objectId the application's id of the object
     */
    public static ObjectKey of(long interest, long objectId) {
        ProfileLayout objects = ProfileLayout.objects();
        long code = interest == InterestCode.NO_INTEREST ? Hashing.mix(objectId) : InterestCode.of(interest);
        long prefix = objects.with(0, Field.INTEREST, code);
        return new ObjectKey(objects.with(prefix, Field.SALT, Hashing.mix(~objectId)), objectId);
    }

    /**
     * Returns the key that was read from a table.
     *
     * @param profileId column PROFILE_ID
     * @param objectId column OBJECT_ID
     * @throws IllegalArgumentException if the profile id is negative
     */
    public static ObjectKey ofColumns(long profileId, long objectId) {
        return new ObjectKey(profileId, objectId);
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
