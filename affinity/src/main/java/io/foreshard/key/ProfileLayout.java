package io.foreshard.key;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The order and the widths of the bit fields of a profile id.
 *
 * <p>A profile id has 63 bits (bit 63 is 0, a non-negative BIGINT in tables, a {@code long} in Java,
 * a string in JSON). The fields fill it from bit 62 downwards, without gaps. The leading bits are the partition, see {@link
 * io.foreshard.affinity.BehavioralAffinityFunction}. The two layouts in use:
 *
 * <pre>
 * transactions   62..59 epoch    58..57 band   56..40 salt   39..0 interest
 * objects        62..23 interest                             22..0 salt
 * </pre>
 *
 * <p>With 1024 partitions a partition of the transaction layout is: 4 bits of epoch, 2 bits of band, 4 bits of salt. The
 * last epoch value (15) is never issued: its partitions take the keys that carry no profile id.
 *
 * <p>Immutable and thread-safe.
 */
public final class ProfileLayout implements Serializable {
    /** Bits of a profile id. */
    public static final int BITS = 63;

    private static final long serialVersionUID = 1L;

    /** A bit field of a profile id. */
    public enum Field {
        /** Time of issue: number of the epoch, wrapping. */
        EPOCH,
        /** Engagement of the user: number of the band, 0 the least engaged. */
        BAND,
        /** Hash of the user. */
        SALT,
        /** Locality-preserving code of the interests of the user. */
        INTEREST
    }

    private static final ProfileLayout TRANSACTIONS = new Builder()
            .add(Field.EPOCH, 4)
            .add(Field.BAND, 2)
            .add(Field.SALT, 17)
            .add(Field.INTEREST, 40)
            .build();

    private static final ProfileLayout OBJECTS =
            new Builder().add(Field.INTEREST, 40).add(Field.SALT, 23).build();

    private final int[] shifts;
    private final int[] widths;

    private ProfileLayout(int[] shifts, int[] widths) {
        this.shifts = shifts;
        this.widths = widths;
    }

    /** Returns the layout of transaction tables: epoch 4, band 2, salt 17, interest 40 bits. */
    public static ProfileLayout transactions() {
        return TRANSACTIONS;
    }

    /** Returns the layout of object tables: interest 40, salt 23 bits. */
    public static ProfileLayout objects() {
        return OBJECTS;
    }

    /**
     * Returns the profile id if it is valid.
     *
     * @throws IllegalArgumentException if it is negative: a profile id has 63 bits
     */
    public static long check(long profileId) {
        if (profileId < 0) {
            throw new IllegalArgumentException(
                    "A profile id has 63 bits and is never negative, but was " + profileId + ".");
        }
        return profileId;
    }

    /** Returns the width of a field in bits, 0 if the layout does not have it. */
    public int width(Field field) {
        return widths[field.ordinal()];
    }

    /** Returns the number of epochs before the number wraps: one value is reserved for keys without a profile. */
    public int epochs() {
        return width(Field.EPOCH) == 0 ? 1 : (1 << width(Field.EPOCH)) - 1;
    }

    /** Returns the value of a field of a profile id. */
    public long get(long profileId, Field field) {
        return profileId >>> shifts[field.ordinal()] & mask(field);
    }

    /**
     * Returns the profile id with a field replaced.
     *
     * @param value new value; only its lowest {@link #width} bits are used, so a 64-bit hash is accepted
     */
    public long with(long profileId, Field field, long value) {
        int shift = shifts[field.ordinal()];
        return profileId & ~(mask(field) << shift) | (value & mask(field)) << shift;
    }

    /**
     * Returns the partition of a profile id: its leading bits.
     *
     * @param partitions number of partitions, a power of two
     */
    public static int partition(long profileId, int partitions) {
        return (int) (profileId >>> (BITS - Integer.numberOfTrailingZeros(partitions)));
    }

    private long mask(Field field) {
        return (1L << widths[field.ordinal()]) - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProfileLayout layout
                && Arrays.equals(shifts, layout.shifts)
                && Arrays.equals(widths, layout.widths);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shifts) + Arrays.hashCode(widths);
    }

    /** Returns the fields with their bits, from the leading one down: {@code epoch 62..59, band 58..57, ...}. */
    @Override
    public String toString() {
        List<Field> fields = new ArrayList<>(List.of(Field.values()));
        fields.removeIf(field -> width(field) == 0);
        fields.sort((a, b) -> Integer.compare(shifts[b.ordinal()], shifts[a.ordinal()]));
        StringBuilder text = new StringBuilder();
        for (Field field : fields) {
            int low = shifts[field.ordinal()];
            text.append(text.isEmpty() ? "" : ", ").append(field.name().toLowerCase(java.util.Locale.ROOT));
            text.append(' ').append(low + width(field) - 1).append("..").append(low);
        }
        return text.toString();
    }

    /** Builds a layout field by field, from the leading bits down. Not thread-safe. */
    public static final class Builder {
        private final int[] shifts = new int[Field.values().length];
        private final int[] widths = new int[Field.values().length];
        private final Set<Field> seen = EnumSet.noneOf(Field.class);
        private int free = BITS;

        /**
         * Adds the next field below the ones added so far.
         *
         * @throws IllegalArgumentException if the field was added before, or is wider than the free bits
         */
        public Builder add(Field field, int width) {
            if (!seen.add(field)) {
                throw new IllegalArgumentException("The layout has the field " + field + " twice.");
            }
            if (width < 1 || width > free) {
                throw new IllegalArgumentException(
                        "The field " + field + " has " + width + " bits; 1 to " + free + " are free.");
            }
            free -= width;
            shifts[field.ordinal()] = free;
            widths[field.ordinal()] = width;
            return this;
        }

        /**
         * Returns the layout.
         *
         * @throws IllegalArgumentException if bits are not used
         */
        public ProfileLayout build() {
            if (free != 0) {
                throw new IllegalArgumentException("The fields fill " + (BITS - free) + " of " + BITS
                        + " bits of a profile id; widen one of them.");
            }
            return new ProfileLayout(shifts.clone(), widths.clone());
        }
    }
}
