package io.foreshard.shard.protocol;

import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The intended owners of all partitions: a pure function of placement and baseline, as the affinity function of production computes them. */
final class Owners {
    private Owners() {}

    /**
     * Returns the owners of each partition, the primary first: the preferred ones in the baseline, then those of rendezvous hashing.
     *
     * @param cacheCopies copies of a partition of which the placement names no larger number
     */
    static List<List<String>> of(Placement placement, Set<String> baseline, int cacheCopies) {
        return IntStream.range(0, placement.partitions())
                .mapToObj(partition -> of(placement.rangeOf(partition), partition, baseline, cacheCopies))
                .toList();
    }

    private static List<String> of(Optional<PlacedRange> range, int partition, Set<String> baseline, int cacheCopies) {
        int copies = Math.max(cacheCopies, range.map(PlacedRange::copies).orElse(0));
        List<String> owners = new ArrayList<>(range.map(PlacedRange::owners).orElse(List.of()).stream()
                .filter(baseline::contains)
                .toList());
        baseline.stream()
                .filter(server -> !owners.contains(server))
                .sorted(Comparator.comparingLong((String server) -> mix(server.hashCode() * 31L + partition))
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(owners::add);
        return List.copyOf(owners.subList(0, Math.min(copies, owners.size())));
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
