package io.foreshard.shard.placement;

import java.util.List;
import java.util.Set;

/**
 * The step from one version of a {@link Placement} to the next: ranges whose owners or copies change. All other partitions keep theirs. Immutable and
 * thread-safe.
 *
 * @param baseVersion the version it applies to, 0 or more; the result has the next one
 * @param partitions number of partitions of the map, a power of two
 * @param ranges at least one, disjoint, in the order of their partitions; a {@linkplain PlacedRange#rendezvous range without owners} removes the entry
 */
public record PlacementChange(long baseVersion, int partitions, List<PlacedRange> ranges) {
    /** @throws IllegalArgumentException with a sentence, if there is no range, two overlap, one lies outside of the map, or the version is impossible */
    public PlacementChange {
        Ranges.checkVersion(baseVersion);
        ranges = Ranges.sortedDisjoint(partitions, ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("A change of the placement needs at least one range.");
        }
    }

    /**
     * Checks that servers exist. A server that is in the baseline and away is known.
     *
     * @param known consistent ids of the servers in the baseline
     * @throws IllegalArgumentException naming the first owner that is not among them
     */
    public void requireKnown(Set<String> known) {
        for (PlacedRange range : ranges) {
            for (String owner : range.owners()) {
                if (!known.contains(owner)) {
                    throw new IllegalArgumentException("The change places " + range
                            + ", but the baseline has no server '" + owner + "': choose among its " + known.size()
                            + " servers, or add the server to the baseline first.");
                }
            }
        }
    }
}
