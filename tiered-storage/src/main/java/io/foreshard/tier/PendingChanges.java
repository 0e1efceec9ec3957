package io.foreshard.tier;

import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The pages of one partition that are perhaps changed in the memory of the database and not in their file. After a kill of the process recovery reads what the
 * last checkpoint left of them, so a release keeps their local copies.
 *
 * <p>A page is forgotten when a checkpoint that began after it was added has ended. Thread-safe.
 */
final class PendingChanges {
    private final Checkpoints checkpoints;
    /** Pages by the number of the checkpoint that had begun last when they were added. */
    private final TreeMap<Long, ChangedPages> pages = new TreeMap<>();

    PendingChanges(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** Adds a page that is about to be changed. */
    synchronized void add(int page) {
        addable().add(page);
    }

    /** Adds the pages of an object: one of them may have been changed in memory when it was uploaded. */
    synchronized void addAll(StoredObject uploaded) {
        ChangedPages to = addable();
        IntStream.of(uploaded.pages()).forEach(to::add);
    }

    private ChangedPages addable() {
        pages.headMap(checkpoints.ended()).clear();
        return pages.computeIfAbsent(checkpoints.begun(), unused -> new ChangedPages());
    }

    /** Returns all pages that are perhaps changed in memory. */
    synchronized ChangedPages all() {
        pages.headMap(checkpoints.ended()).clear();
        ChangedPages all = new ChangedPages();
        pages.values().forEach(all::addAll);
        return all;
    }

    /** Returns those of some pages that are not changed in memory. */
    ChangedPages without(ChangedPages candidates) {
        ChangedPages unchanged = candidates.copy();
        all().forEach(unchanged::remove);
        return unchanged;
    }
}
