package io.foreshard.tier.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The database of a simulated machine: the value of each page, the pages that are dirty in memory, and a log of changes that survives every crash. Contains
 * no I/O. Not thread-safe: one actor runs at a time.
 *
 * <p>Keeps Ignite's contract: a checkpoint writes the values at its begin; a crash loses the memory, and recovery writes each page again that was changed
 * since the last complete checkpoint began.
 */
final class SimulatedDatabase {
    static final int PARTITIONS = 3;
    static final int MAX_PAGES = 40;

    private final Map<Integer, long[]> values = new TreeMap<>();
    private final Map<Integer, Integer> pages = new TreeMap<>();
    private final Map<Long, Long> dirty = new TreeMap<>();
    private final Map<Long, Long> checkpoint = new TreeMap<>();
    private final TreeSet<Long> sinceComplete = new TreeSet<>();
    private TreeSet<Long> sinceBegin;
    /** Values in the files of pages that were changed in memory since, and were local then: recovery may read them. */
    private final Map<Long, Long> beforeChange = new TreeMap<>();

    private final TreeSet<Long> replaced = new TreeSet<>();
    private long lastValue;

    SimulatedDatabase copy() {
        SimulatedDatabase copy = new SimulatedDatabase();
        values.forEach((partition, of) -> copy.values.put(partition, of.clone()));
        copy.pages.putAll(pages);
        copy.sinceComplete.addAll(sinceComplete);
        copy.dirty.putAll(dirty);
        copy.checkpoint.putAll(checkpoint);
        copy.lastValue = lastValue;
        return copy;
    }

    static long id(int partition, int page) {
        return (long) partition << 32 | page;
    }

    static int partition(long id) {
        return (int) (id >> 32);
    }

    static int page(long id) {
        return (int) id;
    }

    List<Integer> partitions() {
        return new ArrayList<>(pages.keySet());
    }

    boolean has(int partition) {
        return pages.containsKey(partition);
    }

    /** Returns the pages of a partition, the header included: pages 1 to this number - 1 have values. */
    int pages(int partition) {
        return pages.getOrDefault(partition, 0);
    }

    void create(int partition) {
        pages.put(partition, 1);
        values.put(partition, new long[MAX_PAGES]);
    }

    /** Forgets a partition; its file is deleted. */
    void destroy(int partition) {
        pages.remove(partition);
        values.remove(partition);
        for (Map<Long, Long> of : List.of(dirty, checkpoint, beforeChange)) {
            of.keySet().removeIf(id -> partition(id) == partition);
        }
        for (TreeSet<Long> of : List.of(sinceComplete, replaced)) {
            of.removeIf(id -> partition(id) == partition);
        }
        if (sinceBegin != null) {
            sinceBegin.removeIf(id -> partition(id) == partition);
        }
    }

    /** Allocates the next page of a partition; returns 0 if it is full. */
    int allocate(int partition) {
        int page = pages(partition);
        if (page == MAX_PAGES) {
            return 0;
        }
        pages.put(partition, page + 1);
        return page;
    }

    /** Returns a page that has a value, 0 if the partition has none. */
    int anyPage(int partition, SplittableRandom random) {
        int count = pages(partition) - 1;
        return count <= 0 ? 0 : 1 + random.nextInt(count);
    }

    long value(int partition, int page) {
        return values.get(partition)[page];
    }

    /** Changes a page in memory; the log has the change. */
    void modify(int partition, int page) {
        values.get(partition)[page] = ++lastValue;
        long id = id(partition, page);
        dirty.put(id, lastValue);
        sinceComplete.add(id);
        if (sinceBegin != null) {
            sinceBegin.add(id);
        }
    }

    /** A local page that is not in memory is about to be changed. One that was changed since the last complete checkpoint is restored from the log. */
    void changing(int partition, int page) {
        if (!sinceComplete.contains(id(partition, page))) {
            beforeChange.put(id(partition, page), value(partition, page));
        }
    }

    /** A page was written into its file. */
    void written(int partition, int page) {
        beforeChange.remove(id(partition, page));
    }

    /** Returns the values of pages in the files that recovery may read; the map is live. */
    Map<Long, Long> beforeChange() {
        return beforeChange;
    }

    /** Returns whether a page is read from memory. */
    boolean isInMemory(int partition, int page) {
        long id = id(partition, page);
        return dirty.containsKey(id) || checkpoint.containsKey(id);
    }

    boolean hasDirtyPages() {
        return !dirty.isEmpty();
    }

    boolean isCheckpointing() {
        return sinceBegin != null;
    }

    void beginCheckpoint() {
        checkpoint.putAll(dirty);
        dirty.clear();
        sinceBegin = new TreeSet<>();
        replaced.clear();
    }

    /** Returns the pages that the running checkpoint has to write, with their values at its begin. */
    Map<Long, Long> checkpoint() {
        return checkpoint;
    }

    /** Returns a page that page replacement may write: of the running checkpoint, and not changed since its begin. */
    Long replaceable(SplittableRandom random) {
        List<Long> candidates = checkpoint.keySet().stream()
                .filter(id -> !dirty.containsKey(id))
                .toList();
        return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
    }

    void replaced(long id) {
        replaced.add(id);
    }

    /** Returns the pages that page replacement wrote for the running checkpoint. */
    TreeSet<Long> replaced() {
        return replaced;
    }

    /** The checkpoint is marked as ended. */
    void endCheckpoint() {
        sinceComplete.clear();
        sinceComplete.addAll(sinceBegin);
        sinceBegin = null;
    }

    /** The process is gone, and its memory with it. */
    void crash() {
        dirty.clear();
        checkpoint.clear();
        replaced.clear();
        sinceBegin = null;
    }

    /** Returns the pages that recovery has to write before any of them is read. */
    List<Long> changedSinceCheckpoint() {
        return new ArrayList<>(sinceComplete);
    }

    /** Recovery reads the log into memory: the pages are dirty there. */
    void recoverIntoMemory() {
        sinceComplete.forEach(id -> dirty.put(id, value(partition(id), page(id))));
    }

    /** All changes are in the files, durably. */
    void recovered() {
        sinceComplete.clear();
    }
}
