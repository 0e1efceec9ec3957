package io.foreshard.tier;

import java.util.ArrayList;
import java.util.List;

/** Merges fetch units of one object into runs, each for one ranged read. Pure. */
final class UnitRuns {
    private UnitRuns() {}

    /**
     * Returns runs that hold each of the units once, and no other slot.
     *
     * @param units units to read, in the order of their slots
     * @param maxSlots slots of the longest run
     */
    static List<SlotRange> merge(List<SlotRange> units, int maxSlots) {
        List<SlotRange> runs = new ArrayList<>();
        SlotRange run = null;
        for (SlotRange unit : units) {
            if (run != null && unit.from() == run.to() && unit.to() - run.from() <= maxSlots) {
                run = new SlotRange(run.from(), unit.to());
            } else {
                if (run != null) {
                    runs.add(run);
                }
                run = unit;
            }
        }
        if (run != null) {
            runs.add(run);
        }
        return runs;
    }
}
