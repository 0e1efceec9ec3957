package io.foreshard.shard.placement;

import java.util.List;
import java.util.Optional;

/**
 * The preferred owners and the number of copies of the partitions of a map, with a version that grows by one with each change.
 *
 * <p>A partition without a range is placed by rendezvous hashing, by itself. Ranges are kept in canonical form: the fewest buddy-aligned ranges that say
 * the same, so two placements of one version are equal exactly if they place each partition alike, whatever changes made them.
 *
 * <p>A change of the placement moves data, in contrast to a change of the catalogue. Immutable and thread-safe.
 */
public final class Placement {
    private final long version;
    private final int partitions;
    private final List<PlacedRange> ranges;

    private Placement(long version, int partitions, List<PlacedRange> canonical) {
        this.version = version;
        this.partitions = partitions;
        this.ranges = canonical;
    }

    /**
     * Returns the placement before the first change: version 0, all partitions by rendezvous.
     *
     * @param partitions number of partitions of the map, a power of two
     */
    public static Placement rendezvous(int partitions) {
        return of(0, partitions, List.of());
    }

    /**
     * Returns a placement.
     *
     * @param version 0 or more
     * @param partitions number of partitions of the map, a power of two
     * @param ranges disjoint, in any order; partitions between them are placed by rendezvous
     * @throws IllegalArgumentException with a sentence, if two overlap, one lies outside of the map, or a number is impossible
     */
    public static Placement of(long version, int partitions, List<PlacedRange> ranges) {
        Ranges.checkVersion(version);
        List<PlacedRange> sorted = Ranges.sortedDisjoint(partitions, ranges);
        return new Placement(version, partitions, Ranges.canonical(partitions, sorted));
    }

    /** Returns the version: 0 before the first change, one more with each. */
    public long version() {
        return version;
    }

    /** Returns the number of partitions of the map. */
    public int partitions() {
        return partitions;
    }

    /** Returns the ranges with preferred owners or a number of copies, in the order of their partitions. */
    public List<PlacedRange> ranges() {
        return ranges;
    }

    /**
     * Returns the range that places a partition; empty if rendezvous places it.
     *
     * @throws IllegalArgumentException if the map has no such partition
     */
    public Optional<PlacedRange> rangeOf(int partition) {
        if (partition < 0 || partition >= partitions) {
            throw new IllegalArgumentException("No partition " + partition + " among " + partitions + ".");
        }
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            PlacedRange range = ranges.get(middle);
            if (partition < range.firstPartition()) {
                high = middle - 1;
            } else if (partition > range.lastPartition()) {
                low = middle + 1;
            } else {
                return Optional.of(range);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the placement after a change: the ranges of the change as it says, all other partitions as here.
     *
     * @throws IllegalArgumentException with a sentence, if the change was made for another version or another number of partitions
     */
    public Placement apply(PlacementChange change) {
        if (change.partitions() != partitions) {
            throw new IllegalArgumentException("The change places a map of " + change.partitions()
                    + " partitions, this placement one of " + partitions + ".");
        }
        if (change.baseVersion() != version) {
            throw new IllegalArgumentException("The change was made for version " + change.baseVersion()
                    + " of the placement, which has version " + version + ": compute it again.");
        }
        return new Placement(version + 1, partitions, Ranges.canonical(partitions, ranges, change.ranges()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Placement placement
                && version == placement.version
                && partitions == placement.partitions
                && ranges.equals(placement.ranges);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(version) + ranges.hashCode();
    }

    @Override
    public String toString() {
        return "placement " + version + " of " + ranges.size() + " ranges";
    }
}
