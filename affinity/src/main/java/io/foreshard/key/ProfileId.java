package io.foreshard.key;

import java.io.Serializable;

/**
 * The behavioural class of a user's window at a moment: 63 bits that say when, how engaged, who and what.
 *
 * <p>In tables it is a BIGINT column; this class is its typed form. The bits are described by a {@link ProfileLayout}.
 * Immutable and thread-safe.
 */
public final class ProfileId implements Comparable<ProfileId>, Serializable {
    private static final long serialVersionUID = 1L;

    private final long value;

    private ProfileId(long value) {
        this.value = value;
    }

    /**
     * Returns the profile id of a BIGINT.
     *
     * @throws IllegalArgumentException if the value is negative: a profile id has 63 bits
     */
    public static ProfileId of(long value) {
        if (value < 0) {
            throw new IllegalArgumentException(
                    "A profile id has 63 bits and is never negative, but was " + value + ".");
        }
        return new ProfileId(value);
    }

    /** Returns the profile id as it is stored, 0 to 2^63 - 1. */
    public long value() {
        return value;
    }

    @Override
    public int compareTo(ProfileId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProfileId id && id.value == value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    /** Returns the decimal form: in JSON a profile id is a string, for it does not fit a double. */
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
