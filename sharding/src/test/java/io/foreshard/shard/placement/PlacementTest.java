package io.foreshard.shard.placement;

import static io.foreshard.shard.placement.Placements.PARTITIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
    private static final PlacedRange LOW = new PlacedRange(0, 16, List.of("a", "b"), 0);

    @Provide
    Arbitrary<List<PlacedRange>> ranges() {
        return Placements.ranges();
    }

    @Provide
    Arbitrary<List<List<PlacedRange>>> changes() {
        return Placements.changes();
    }

    @Property(tries = 1_000)
    void apply_anyChanges_placeEachPartitionAsTheLastChangeThatNamesIt(
            @ForAll("changes") List<List<PlacedRange>> changes) {
        Placement placement = Placements.rendezvous();
        List<String> model = Collections.nCopies(PARTITIONS, "rendezvous");
        for (List<PlacedRange> ranges : changes) {
            placement = placement.apply(new PlacementChange(placement.version(), PARTITIONS, ranges));
            model = Placements.overwrite(model, ranges);

            assertThat(Placements.perPartition(placement)).isEqualTo(model);
        }
        assertThat(placement.version()).isEqualTo(changes.size());
    }

    @Property(tries = 1_000)
    void apply_anyChanges_equalsThePlacementBuiltPartitionByPartition(
            @ForAll("changes") List<List<PlacedRange>> changes) {
        Placement placement = Placements.rendezvous();
        for (List<PlacedRange> ranges : changes) {
            placement = placement.apply(new PlacementChange(placement.version(), PARTITIONS, ranges));
        }
        List<PlacedRange> single = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int number = partition;
            placement.rangeOf(number).ifPresent(range -> single.add(range.over(number, 1)));
        }
        Collections.reverse(single);

        assertThat(Placement.of(placement.version(), PARTITIONS, single))
                .isEqualTo(placement)
                .hasSameHashCodeAs(placement);
    }

    @Property(tries = 1_000)
    void ranges_anyPlacement_areSortedDisjointAndNotMergeable(@ForAll("ranges") List<PlacedRange> ranges) {
        List<PlacedRange> canonical = Placement.of(1, PARTITIONS, ranges).ranges();

        for (int i = 1; i < canonical.size(); i++) {
            PlacedRange before = canonical.get(i - 1);
            PlacedRange range = canonical.get(i);
            assertThat(range.firstPartition()).isGreaterThan(before.lastPartition());
            boolean buddies = before.partitions() == range.partitions()
                    && (before.firstPartition() ^ range.firstPartition()) == range.partitions();
            assertThat(buddies && before.isPlacedLike(range)).isFalse();
        }
        assertThat(canonical).noneMatch(PlacedRange::isRendezvous);
    }

    @Test
    void apply_partOfARange_cutsTheRange() {
        Placement placement = Placement.of(1, PARTITIONS, List.of(new PlacedRange(0, 32, List.of("a"), 3)));

        Placement next =
                placement.apply(new PlacementChange(1, PARTITIONS, List.of(new PlacedRange(8, 8, List.of("b"), 0))));

        assertThat(next.version()).isEqualTo(2);
        assertThat(next.ranges())
                .containsExactly(
                        new PlacedRange(0, 8, List.of("a"), 3),
                        new PlacedRange(8, 8, List.of("b"), 0),
                        new PlacedRange(16, 16, List.of("a"), 3));
    }

    @Test
    void apply_rangeWithoutOwners_removesTheEntry() {
        Placement placement = Placement.of(1, PARTITIONS, List.of(LOW));

        Placement next =
                placement.apply(new PlacementChange(1, PARTITIONS, List.of(PlacedRange.rendezvous(0, PARTITIONS))));

        assertThat(next.ranges()).isEmpty();
    }

    @Test
    void apply_changeOfAnotherVersionOrMap_throws() {
        Placement placement = Placement.of(5, PARTITIONS, List.of(LOW));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> placement.apply(new PlacementChange(4, PARTITIONS, List.of(LOW))))
                .withMessage(
                        "The change was made for version 4 of the placement, which has version 5: compute it again.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> placement.apply(new PlacementChange(6, PARTITIONS, List.of(LOW))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> placement.apply(new PlacementChange(5, 128, List.of(LOW))))
                .withMessage("The change places a map of 128 partitions, this placement one of 64.");
    }

    @Test
    void of_overlapOrOutside_throwsNamingTheRanges() {
        PlacedRange inside = new PlacedRange(8, 4, List.of("c"), 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Placement.of(1, PARTITIONS, List.of(inside, LOW)))
                .withMessage("Ranges of a placement overlap: partitions 0..15 on [a, b], and partitions 8..11 on [c].");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlacementChange(1, PARTITIONS, List.of(LOW, LOW)))
                .withMessageContaining("overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Placement.of(1, 8, List.of(LOW)))
                .withMessage("The map has partitions 0..7, the placement names partitions 0..15 on [a, b].");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlacementChange(0, PARTITIONS, List.of()))
                .withMessageContaining("at least one range");
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 0", "0, 3", "2, 4", "8, 16", "0, -2147483648"})
    void new_rangeNotBuddyAligned_throws(int first, int partitions) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlacedRange.rendezvous(first, partitions))
                .withMessageContaining("starts at a multiple of it: first partition " + first);
    }

    @Test
    void new_rangeWithImpossibleOwnersOrCopies_throws() {
        List<String> seventeen =
                IntStream.range(0, 17).mapToObj(number -> "n" + number).toList();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlacedRange(0, 4, List.of("a", "b", "a"), 0))
                .withMessageContaining("Partitions 0..3 must have at most 16 owners, each once, but have [a, b, a]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlacedRange(0, 4, seventeen, 0))
                .withMessageContaining("at most 16 owners");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlacedRange(0, 4, List.of("a", " "), 0))
                .withMessageContaining("blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlacedRange(0, 4, List.of("a"), -1))
                .withMessageContaining("but have -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlacedRange(0, 4, List.of("a"), 17))
                .withMessageContaining("to 16 copies, but have 17");
    }

    @ParameterizedTest
    @CsvSource({"-1, 64", "9223372036854775807, 64", "0, 0", "0, 48", "0, 131072", "0, -2147483648"})
    void of_impossibleNumbers_throws(long version, int partitions) {
        assertThatIllegalArgumentException().isThrownBy(() -> Placement.of(version, partitions, List.of()));
    }

    @Test
    void requireKnown_ownerOutsideTheBaseline_throwsNamingIt() {
        PlacementChange change = new PlacementChange(0, PARTITIONS, List.of(LOW));

        assertThatCode(() -> change.requireKnown(Set.of("a", "b", "c"))).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.requireKnown(Set.of("a", "c")))
                .withMessageContaining("partitions 0..15 on [a, b], but the baseline has no server 'b'");
    }

    @Test
    void rangeOf_partitionOutside_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Placements.rendezvous().rangeOf(PARTITIONS));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Placements.rendezvous().rangeOf(-1));
    }
}
