package io.foreshard.tier;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/** Merges fetch units of one object into runs, each for one ranged read. Pure. */
final class UnitRuns {
    private UnitRuns() {}

    /**
     * Neighbouring units of an object.
     *
     * @param from first unit
     * @param to unit behind the last one
     */
    record Run(int from, int to) {}

    /**
     * Returns runs that hold each of the units once, and no other unit.
     *
     * @param units units to read
     * @param maxUnits units of the longest run
     */
    static List<Run> merge(NavigableSet<Integer> units, int maxUnits) {
        List<Run> runs = new ArrayList<>();
        int from = -1;
        int to = -1;
        for (int unit : units) {
            if (unit != to || unit - from == maxUnits) {
                if (from >= 0) {
                    runs.add(new Run(from, to));
                }
                from = unit;
            }
            to = unit + 1;
        }
        if (from >= 0) {
            runs.add(new Run(from, to));
        }
        return runs;
    }
}
