package io.foreshard.tier;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/**
 * The ranged reads under way for one partition. A fetch unit is read once for all fetches that want it while the read is under way, and not at all if all of
 * them are given up before it begins. Thread-safe.
 */
final class UnitReads {
    private final PageTable table;
    private final int unitPages;
    private final int maxSlots;
    private final Reader reader;
    private final Executor executor;
    /** By object and first slot. Each holds whole units. */
    private final Map<String, NavigableMap<Integer, UnitRead>> underWay = new HashMap<>();

    /** Reads a range into the partition file, or into memory. */
    interface Reader {
        /** Does not fail. */
        UnitRead.Outcome read(UnitRead read);
    }

    /**
     * @param unitPages pages of a fetch unit, which are neighbours in the partition file
     * @param maxSlots slots of the longest read
     * @param executor runs the reads that no waiting thread runs
     */
    UnitReads(PageTable table, int unitPages, int maxSlots, Reader reader, Executor executor) {
        this.table = table;
        this.unitPages = unitPages;
        this.maxSlots = maxSlots;
        this.reader = reader;
        this.executor = executor;
    }

    int unitPages() {
        return unitPages;
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
            UnitRead read = underWay(slot);
            if (read != null) {
                read.add(fetch);
                joined.computeIfAbsent(read, key -> new ArrayList<>()).add(slot.page());
            }
        }
        return joined;
    }

    /** Returns the read under way that holds a slot, or null. */
    private UnitRead underWay(RemoteSlot slot) {
        Map.Entry<Integer, UnitRead> last = underWay.getOrDefault(slot.object(), Collections.emptyNavigableMap())
                .floorEntry(slot.slot());
        return last == null || last.getKey() + last.getValue().range().slots() <= slot.slot() ? null : last.getValue();
    }

    private void addMissing(List<RemoteSlot> slots) {
        Map<String, NavigableMap<Integer, RemoteSlot>> missing = new LinkedHashMap<>();
        for (RemoteSlot slot : slots) {
            if (underWay(slot) == null) {
                missing.computeIfAbsent(slot.object(), key -> new TreeMap<>()).put(slot.slot(), slot);
            }
        }
        missing.forEach((object, ofObject) -> {
            for (SlotRange run : UnitRuns.merge(unitsOf(ofObject.values()), maxSlots)) {
                add(ofObject.ceilingEntry(run.from()).getValue(), run);
            }
        });
    }

    /** @param slots slots of an object in their order */
    private List<SlotRange> unitsOf(Collection<RemoteSlot> slots) {
        List<SlotRange> units = new ArrayList<>();
        int end = 0;
        for (RemoteSlot slot : slots) {
            SlotRange unit = slot.slot() < end ? null : table.unitOf(slot, unitPages);
            if (unit != null) { // else the page is in the unit before, or was written since
                units.add(unit);
                end = unit.to();
            }
        }
        return units;
    }

    /** @param first a slot in the run */
    private void add(RemoteSlot first, SlotRange run) {
        FetchUnit range = table.rangeOf(first, run.from(), run.to());
        if (range != null) { // else the page was written since
            underWay.computeIfAbsent(first.object(), key -> new TreeMap<>()).put(run.from(), new UnitRead(range));
        }
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
        read.ended(reader.read(read));
        List<PageFetch> fetches;
        synchronized (this) {
            remove(read);
            fetches = read.fetches();
        }
        fetches.forEach(fetch -> fetch.ended(read));
    }

    /**
     * The bytes of a read have arrived.
     *
     * @return whether a fetch wants them in the partition file; if none does, no further fetch joins the read, as it may want that
     */
    synchronized boolean isForFile(UnitRead read) {
        if (!read.isForFile()) {
            remove(read);
        }
        return read.isForFile();
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
        FetchUnit range = read.range();
        underWay.computeIfPresent(range.object(), (object, ofObject) -> {
            ofObject.remove(range.fromSlot(), read);
            return ofObject.isEmpty() ? null : ofObject;
        });
    }
}
