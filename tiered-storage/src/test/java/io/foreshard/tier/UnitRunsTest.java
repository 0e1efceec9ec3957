package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The ranged reads of the fetch units of one object. */
class UnitRunsTest {
    private static final int UNIT = 16;

    @Example
    void merge_gapOfOneUnit_isNotRead() {
        assertThat(UnitRuns.merge(units(1, 3, 4, 7), 16 * UNIT)).containsExactly(run(1, 2), run(3, 5), run(7, 8));
    }

    @Example
    void merge_moreUnitsThanARead_splits() {
        assertThat(UnitRuns.merge(units(0, 1, 2, 3, 4), 2 * UNIT)).containsExactly(run(0, 2), run(2, 4), run(4, 5));
    }

    @Property
    void merge_anyUnits_readsEachOnceInReadsAsLongAsAllowed(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = UNIT) Integer> sizes,
            @ForAll Set<@IntRange(max = 60) Integer> unwanted,
            @ForAll @IntRange(min = UNIT, max = 20 * UNIT) int maxSlots) {
        List<SlotRange> wanted = new ArrayList<>();
        BitSet slots = new BitSet();
        int slot = 0;
        for (int unit = 0; unit < sizes.size(); unit++) {
            SlotRange range = new SlotRange(slot, slot + sizes.get(unit));
            if (!unwanted.contains(unit)) {
                wanted.add(range);
                slots.set(range.from(), range.to());
            }
            slot = range.to();
        }

        BitSet read = new BitSet();
        SlotRange last = new SlotRange(-2, -1);
        for (SlotRange run : UnitRuns.merge(wanted, maxSlots)) {
            assertThat(run.slots()).isBetween(1, maxSlots);
            assertThat(run.from() > last.to() || last.slots() + UNIT > maxSlots)
                    .as("%s begins because it cannot continue %s", run, last)
                    .isTrue();
            assertThat(read.get(run.from(), run.to()).isEmpty()).as("read once").isTrue();
            read.set(run.from(), run.to());
            last = run;
        }
        assertThat(read).isEqualTo(slots);
    }

    private static List<SlotRange> units(int... units) {
        List<SlotRange> ranges = new ArrayList<>();
        for (int unit : units) {
            ranges.add(run(unit, unit + 1));
        }
        return ranges;
    }

    private static SlotRange run(int fromUnit, int toUnit) {
        return new SlotRange(fromUnit * UNIT, toUnit * UNIT);
    }
}
