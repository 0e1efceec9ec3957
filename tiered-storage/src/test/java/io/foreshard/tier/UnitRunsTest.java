package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.UnitRuns.Run;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The ranged reads of the fetch units of one object. */
class UnitRunsTest {
    @Example
    void merge_gapOfOneUnit_readsTheGap() {
        assertThat(merge(Set.of(1, 3, 4, 7), Set.of(), 16)).containsExactly(new Run(1, 5), new Run(7, 8));
    }

    @Example
    void merge_gapUnderWay_leavesItOut() {
        assertThat(merge(Set.of(1, 3), Set.of(2), 16)).containsExactly(new Run(1, 2), new Run(3, 4));
    }

    @Example
    void merge_moreUnitsThanARead_splits() {
        assertThat(merge(Set.of(0, 1, 2, 3, 4), Set.of(), 2))
                .containsExactly(new Run(0, 2), new Run(2, 4), new Run(4, 5));
    }

    @Property
    void merge_anyUnits_readsEachOnceAndNoneThatIsUnderWay(
            @ForAll Set<@IntRange(max = 60) Integer> wanted,
            @ForAll Set<@IntRange(max = 60) Integer> others,
            @ForAll @IntRange(min = 1, max = 20) int maxUnits) {
        Set<Integer> underWay = new HashSet<>(others);
        underWay.removeAll(wanted);

        List<Run> runs = merge(wanted, underWay, maxUnits);

        Set<Integer> read = new HashSet<>();
        for (Run run : runs) {
            assertThat(run.to() - run.from()).isBetween(1, maxUnits);
            assertThat(wanted).contains(run.from(), run.to() - 1);
            for (int unit = run.from(); unit < run.to(); unit++) {
                assertThat(read.add(unit)).as("unit %d is read once", unit).isTrue();
                assertThat(underWay).doesNotContain(unit);
                assertThat(wanted.contains(unit) || wanted.contains(unit - 1) && wanted.contains(unit + 1))
                        .isTrue();
            }
        }
        assertThat(read).containsAll(wanted);
    }

    private static List<Run> merge(Set<Integer> wanted, Set<Integer> underWay, int maxUnits) {
        return UnitRuns.merge(new TreeSet<>(wanted), underWay::contains, maxUnits);
    }
}
