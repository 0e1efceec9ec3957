package io.foreshard.shard.placement;

import java.util.HashSet;
import java.util.List;

/**
 * A buddy-aligned range of partitions, the servers that own them, and the number of copies. Immutable and thread-safe.
 *
 * @param firstPartition its first partition, a multiple of {@code partitions}
 * @param partitions number of partitions: a power of two
 * @param owners consistent ids of the preferred owners, the primary first; at most {@link #MAX_COPIES}. Those that are not in the baseline
 *     are passed over, and rendezvous chooses the owners that are then missing. More owners than copies are substitutes, in this order.
 * @param copies least number of copies, the primary included, 0 to {@link #MAX_COPIES}: a cache with more backups has its own number
 */
public record PlacedRange(int firstPartition, int partitions, List<String> owners, int copies) {
    /** Most copies of a partition, and most preferred owners of a range. */
    public static final int MAX_COPIES = 16;
    /** Most characters of a consistent id. */
    static final int MAX_ID_LENGTH = 4096;

    /** @throws IllegalArgumentException with a sentence, if the range is not buddy-aligned, an owner appears twice or a number is out of range */
    public PlacedRange {
        owners = List.copyOf(owners);
        if (firstPartition < 0
                || partitions < 1
                || Integer.bitCount(partitions) != 1
                || firstPartition % partitions != 0) {
            throw new IllegalArgumentException(
                    "A placed range covers a power of two of partitions and starts at a multiple of it: first partition "
                            + firstPartition + ", partitions " + partitions + ".");
        }
        String name = "Partitions " + firstPartition + ".." + (firstPartition + partitions - 1);
        if (copies < 0 || copies > MAX_COPIES) {
            throw new IllegalArgumentException(
                    name + " must have 0 (those of the cache) to " + MAX_COPIES + " copies, but have " + copies + ".");
        }
        if (owners.size() > MAX_COPIES || new HashSet<>(owners).size() < owners.size()) {
            throw new IllegalArgumentException(
                    name + " must have at most " + MAX_COPIES + " owners, each once, but have " + owners + ".");
        }
        for (String owner : owners) {
            if (owner.isBlank() || owner.length() > MAX_ID_LENGTH) {
                throw new IllegalArgumentException(name + " have an owner whose consistent id is blank or longer than "
                        + MAX_ID_LENGTH + " characters.");
            }
        }
    }

    /**
     * Returns a range without preferred owners and with the cache's number of copies. In a {@link PlacementChange} it removes the entries of its
     * partitions.
     */
    public static PlacedRange rendezvous(int firstPartition, int partitions) {
        return new PlacedRange(firstPartition, partitions, List.of(), 0);
    }

    /** Returns the number of its last partition. */
    public int lastPartition() {
        return firstPartition + partitions - 1;
    }

    /** Returns whether the range says nothing: rendezvous chooses all owners, the cache the number of copies. */
    boolean isRendezvous() {
        return owners.isEmpty() && copies == 0;
    }

    /** Returns whether the two have the same owners in the same order and the same number of copies. */
    boolean isPlacedLike(PlacedRange other) {
        return copies == other.copies && owners.equals(other.owners);
    }

    /** Returns a range of other partitions with these owners and copies. */
    PlacedRange over(int first, int count) {
        return new PlacedRange(first, count, owners, copies);
    }

    @Override
    public String toString() {
        return "partitions " + firstPartition + ".." + lastPartition() + " on " + owners
                + (copies == 0 ? "" : " in " + copies + " copies");
    }
}
