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
    void merge_gapOfOneUnit_isNotRead() {
        assertThat(merge(Set.of(1, 3, 4, 7), 16)).containsExactly(new Run(1, 2), new Run(3, 5), new Run(7, 8));
    }

    @Example
    void merge_moreUnitsThanARead_splits() {
        assertThat(merge(Set.of(0, 1, 2, 3, 4), 2)).containsExactly(new Run(0, 2), new Run(2, 4), new Run(4, 5));
    }

    @Property
    void merge_anyUnits_readsEachOnceInReadsAsLongAsAllowed(
            @ForAll Set<@IntRange(max = 60) Integer> wanted, @ForAll @IntRange(min = 1, max = 20) int maxUnits) {
        Set<Integer> read = new HashSet<>();
        Run last = new Run(-2, -1);
        for (Run run : merge(wanted, maxUnits)) {
            assertThat(run.to() - run.from()).isBetween(1, maxUnits);
            assertThat(run.from() > last.to() || last.to() - last.from() == maxUnits)
                    .as("%s begins because it cannot continue %s", run, last)
                    .isTrue();
            for (int unit = run.from(); unit < run.to(); unit++) {
                assertThat(read.add(unit)).as("unit %d is read once", unit).isTrue();
            }
            last = run;
        }
        assertThat(read).isEqualTo(wanted);
    }

    private static List<Run> merge(Set<Integer> wanted, int maxUnits) {
        return UnitRuns.merge(new TreeSet<>(wanted), maxUnits);
    }
}
