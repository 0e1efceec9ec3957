package io.foreshard.shard.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Checks of ranges, and their canonical form: the fewest buddy-aligned ranges that say the same of each partition. */
final class Ranges {
    /** Above the most partitions of a map (8192); bounds the memory allocated for damaged bytes. */
    private static final int MAX_PARTITIONS = 1 << 16;

    private Ranges() {}

    static void checkVersion(long version) {
        if (version < 0 || version == Long.MAX_VALUE) {
            throw new IllegalArgumentException("No placement has version " + version + ".");
        }
    }

    /** Returns the ranges in the order of their partitions. */
    static List<PlacedRange> sortedDisjoint(int partitions, List<PlacedRange> ranges) {
        if (Integer.bitCount(partitions) != 1 || partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException("The number of partitions of a placement is a power of two from 1 to "
                    + MAX_PARTITIONS + ", but was " + partitions + ".");
        }
        List<PlacedRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingInt(PlacedRange::firstPartition));
        PlacedRange before = null;
        for (PlacedRange range : sorted) {
            if (range.lastPartition() >= partitions) {
                throw new IllegalArgumentException(
                        "The map has partitions 0.." + (partitions - 1) + ", the placement names " + range + ".");
            }
            if (before != null && range.firstPartition() <= before.lastPartition()) {
                throw new IllegalArgumentException("Ranges of a placement overlap: " + before + ", and " + range + ".");
            }
            before = range;
        }
        return List.copyOf(sorted);
    }

    /** Returns the canonical form of disjoint ranges. */
    static List<PlacedRange> canonical(int partitions, List<PlacedRange> ranges) {
        return canonical(partitions, ranges, List.of());
    }

    /** Returns the canonical form of disjoint ranges, of which others replace what they cover. */
    static List<PlacedRange> canonical(int partitions, List<PlacedRange> ranges, List<PlacedRange> replacements) {
        PlacedRange nothing = PlacedRange.rendezvous(0, 1);
        PlacedRange[] placed = new PlacedRange[partitions];
        Arrays.fill(placed, nothing);
        fill(placed, ranges);
        fill(placed, replacements);
        List<PlacedRange> canonical = new ArrayList<>();
        collect(placed, 0, partitions, canonical);
        return List.copyOf(canonical);
    }

    private static void fill(PlacedRange[] placed, List<PlacedRange> ranges) {
        for (PlacedRange range : ranges) {
            Arrays.fill(placed, range.firstPartition(), range.lastPartition() + 1, range);
        }
    }

    private static void collect(PlacedRange[] placed, int first, int count, List<PlacedRange> canonical) {
        if (!isUniform(placed, first, count)) {
            collect(placed, first, count / 2, canonical);
            collect(placed, first + count / 2, count / 2, canonical);
        } else if (!placed[first].isRendezvous()) {
            canonical.add(placed[first].over(first, count));
        }
    }

    private static boolean isUniform(PlacedRange[] placed, int first, int count) {
        for (int partition = first + 1; partition < first + count; partition++) {
            if (!placed[partition].isPlacedLike(placed[first])) {
                return false;
            }
        }
        return true;
    }
}
