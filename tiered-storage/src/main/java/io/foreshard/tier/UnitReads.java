package io.foreshard.tier;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The ranged reads under way for one partition. A fetch unit is read once for all fetches that want it while the read is under way, and not at all if all of
 * them are given up before it begins. Thread-safe.
 */
final class UnitReads {
    private final PageTable table;
    private final int unitSlots;
    private final int maxUnits;
    private final Reader reader;
    private final Executor executor;
    private final Map<Unit, UnitRead> underWay = new HashMap<>();

    /** Part of an object: {@link #unitSlots} slots, or fewer at its end. */
    private record Unit(String object, int number) {}

    /** Reads a range into the partition file. */
    interface Reader {
        /** Does not fail. */
        UnitRead.Outcome read(FetchUnit range);
    }

    /**
     * @param unitSlots slots of a fetch unit
     * @param maxUnits units of the longest read
     * @param executor runs the reads that no waiting thread runs
     */
    UnitReads(PageTable table, int unitSlots, int maxUnits, Reader reader, Executor executor) {
        this.table = table;
        this.unitSlots = unitSlots;
        this.maxUnits = maxUnits;
        this.reader = reader;
        this.executor = executor;
    }

    /**
     * Joins the reads of the units that hold some pages, and adds those that are not under way.
     *
     * @param wanted tells which remote pages have to be read
     * @return the pages of each read; pages that need none are left out
     */
    synchronized Map<UnitRead, List<Integer>> join(PageFetch fetch, int[] pages, Predicate<RemoteSlot> wanted) {
        List<RemoteSlot> slots = table.slotsOf(pages).stream().filter(wanted).toList();
        addMissing(slots);
        Map<UnitRead, List<Integer>> joined = new LinkedHashMap<>();
        for (RemoteSlot slot : slots) {
            UnitRead read = underWay.get(unitOf(slot));
            if (read != null) {
                read.add(fetch);
                joined.computeIfAbsent(read, key -> new ArrayList<>()).add(slot.page());
            }
        }
        return joined;
    }

    private void addMissing(List<RemoteSlot> slots) {
        Map<String, TreeMap<Integer, RemoteSlot>> missing = new LinkedHashMap<>();
        for (RemoteSlot slot : slots) {
            Unit unit = unitOf(slot);
            if (!underWay.containsKey(unit)) {
                missing.computeIfAbsent(unit.object(), key -> new TreeMap<>()).put(unit.number(), slot);
            }
        }
        missing.forEach((object, units) -> {
            for (UnitRuns.Run run : UnitRuns.merge(units.navigableKeySet(), maxUnits)) {
                add(units.get(run.from()), run);
            }
        });
    }

    /** @param first slot in the first unit */
    private void add(RemoteSlot first, UnitRuns.Run run) {
        FetchUnit range = table.rangeOf(first, run.from() * unitSlots, run.to() * unitSlots);
        if (range == null) {
            return; // the page was written since
        }
        UnitRead read = new UnitRead(range);
        unitsOf(range).forEach(unit -> underWay.put(unit, read));
    }

    private Unit unitOf(RemoteSlot slot) {
        return new Unit(slot.object(), slot.slot() / unitSlots);
    }

    /**
     * Has reads run by the executor; those that have begun are not run again.
     *
     * @throws RejectedExecutionException if the executor is shut down
     */
    void execute(Collection<UnitRead> reads) {
        for (UnitRead read : reads) {
            executor.execute(() -> {
                if (read.begin()) {
                    run(read);
                }
            });
        }
    }

    /** Runs a read that the caller has begun, and tells the fetches that wait for it. */
    void run(UnitRead read) {
        read.ended(reader.read(read.range()));
        List<PageFetch> fetches;
        synchronized (this) {
            remove(read);
            fetches = read.fetches();
        }
        fetches.forEach(fetch -> fetch.ended(read));
    }

    /** A fetch does not wait for some reads any more: those that have not begun are dropped if no other fetch waits for them. */
    synchronized void leave(PageFetch fetch, Collection<UnitRead> reads) {
        for (UnitRead read : reads) {
            if (read.remove(fetch) && read.begin()) {
                remove(read);
            }
        }
    }

    private void remove(UnitRead read) {
        unitsOf(read.range()).forEach(underWay::remove);
    }

    private Stream<Unit> unitsOf(FetchUnit range) {
        int first = range.fromSlot() / unitSlots;
        int last = (range.fromSlot() + range.slots() - 1) / unitSlots;
        return IntStream.rangeClosed(first, last).mapToObj(unit -> new Unit(range.object(), unit));
    }
}
