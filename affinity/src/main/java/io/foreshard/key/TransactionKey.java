package io.foreshard.key;

import java.io.Serializable;
import java.util.Objects;
import java.util.UUID;
import org.apache.ignite.cache.affinity.AffinityKeyMapped;

/**
 * The key of one record of a business transaction: {@code (PROFILE_ID, HASH_KEY, RANGE_KEY, COUNTER)} in SQL.
 *
 * <p>All columns are of fixed size, so an index over them decides from its inlined part and never reads a row.
 * Immutable and thread-safe.
 */
public final class TransactionKey implements ProfiledKey, Serializable {
    private static final long serialVersionUID = 1L;

    @AffinityKeyMapped
    private final long profileId;

    private final UUID hashKey;
    private final int rangeKey;
    private final int counter;

    /**
     * Creates the key of a record.
     *
     * @param profileId profile id issued for the transaction, 0 to 2^63 - 1
     * @param hashKey id of the transaction
     * @param rangeKey type of the transaction, see {@link ActionType}
     * @param counter number of the record within the transaction, from 0
     * @throws IllegalArgumentException if the profile id or the counter is negative
     */
    public TransactionKey(long profileId, UUID hashKey, int rangeKey, int counter) {
        if (counter < 0) {
            throw new IllegalArgumentException(
                    "The records of a transaction are counted from 0, but this is " + counter + ".");
        }
        this.profileId = ProfileLayout.check(profileId);
        this.hashKey = Objects.requireNonNull(hashKey, "hashKey");
        this.rangeKey = rangeKey;
        this.counter = counter;
    }

    @Override
    public long profileId() {
        return profileId;
    }

    /** Returns the id of the transaction. */
    public UUID hashKey() {
        return hashKey;
    }

    /** Returns the type of the transaction, see {@link ActionType}. */
    public int rangeKey() {
        return rangeKey;
    }

    /** Returns the number of the record within the transaction, from 0. */
    public int counter() {
        return counter;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TransactionKey key
                && profileId == key.profileId
                && rangeKey == key.rangeKey
                && counter == key.counter
                && hashKey.equals(key.hashKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(profileId, hashKey, rangeKey, counter);
    }

    @Override
    public String toString() {
        return "TransactionKey[" + profileId + ", " + hashKey + ", " + rangeKey + ", " + counter + "]";
    }
}
