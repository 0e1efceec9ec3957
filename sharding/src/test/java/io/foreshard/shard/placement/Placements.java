package io.foreshard.shard.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generators of ranges and changes for a map of 64 partitions, and the obvious model: one entry for each partition. */
final class Placements {
    static final int PARTITIONS = 64;

    private Placements() {}

    /** Ranges that may overlap, some of them without owners. */
    static Arbitrary<PlacedRange> range() {
        Arbitrary<String> owner = Arbitraries.oneOf(
                Arbitraries.of("a", "b", "c", "d"),
                Arbitraries.strings().ofMinLength(1).ofMaxLength(20).filter(id -> !id.isBlank()));
        return Combinators.combine(
                        Arbitraries.integers().between(0, PARTITIONS - 1),
                        Arbitraries.integers().between(0, 6),
                        owner.list().uniqueElements().ofMaxSize(3),
                        Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 2), Tuple.of(1, PlacedRange.MAX_COPIES)))
                .as((first, level, owners, copies) ->
                        new PlacedRange(first >>> level << level, 1 << level, owners, copies));
    }

    /** Ranges that do not overlap. */
    static Arbitrary<List<PlacedRange>> ranges() {
        return range().list().ofMaxSize(12).map(Placements::disjoint);
    }

    /** The ranges of the changes from one version to the next. */
    static Arbitrary<List<List<PlacedRange>>> changes() {
        return ranges().filter(ranges -> !ranges.isEmpty()).list().ofMaxSize(8);
    }

    private static List<PlacedRange> disjoint(List<PlacedRange> ranges) {
        List<PlacedRange> kept = new ArrayList<>();
        for (PlacedRange range : ranges) {
            if (kept.stream()
                    .allMatch(other -> other.lastPartition() < range.firstPartition()
                            || other.firstPartition() > range.lastPartition())) {
                kept.add(range);
            }
        }
        return kept;
    }

    static Placement rendezvous() {
        return Placement.rendezvous(PARTITIONS);
    }

    /** What a placement says of each partition: owners and copies. */
    static List<String> perPartition(Placement placement) {
        return IntStream.range(0, placement.partitions())
                .mapToObj(partition -> text(placement.rangeOf(partition)))
                .toList();
    }

    /** Writes ranges over the model. */
    static List<String> overwrite(List<String> model, List<PlacedRange> ranges) {
        List<String> result = new ArrayList<>(model);
        for (PlacedRange range : ranges) {
            for (int partition = range.firstPartition(); partition <= range.lastPartition(); partition++) {
                result.set(partition, text(range.isRendezvous() ? Optional.empty() : Optional.of(range)));
            }
        }
        return result;
    }

    private static String text(Optional<PlacedRange> range) {
        return range.map(placed -> placed.owners() + " x " + placed.copies()).orElse("rendezvous");
    }
}
