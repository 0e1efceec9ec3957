package io.foreshard.tier;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.function.IntPredicate;

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
     * Returns runs that hold each of the units once. Two units are in the same run if at most one unit lies between them, which is read too: a request costs
     * more time than a unit.
     *
     * @param units units to read
     * @param underWay tells which other units are being read: a run holds none of them
     * @param maxUnits units of the longest run
     */
    static List<Run> merge(NavigableSet<Integer> units, IntPredicate underWay, int maxUnits) {
        List<Run> runs = new ArrayList<>();
        int from = -1;
        int to = -1;
        for (int unit : units) {
            boolean isNear = unit == to || unit == to + 1 && !underWay.test(to);
            if (from < 0 || !isNear || unit + 1 - from > maxUnits) {
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
