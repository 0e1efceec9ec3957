package io.foreshard.tier;

import io.foreshard.tier.ResidencyRecord.Changes;

/** The changes of the states of a partition's pages since its last durable record. Not thread-safe. */
final class UnrecordedChanges {
    /** Pages written that had a remote copy before. */
    private ChangedPages written = new ChangedPages();
    /** Pages fetched whose content is not durable, because the file was not forced since. */
    private ChangedPages fetched = new ChangedPages();
    /** Pages fetched whose content is durable. */
    private ChangedPages fetchedDurably = new ChangedPages();
    /** Number of commits that may have punched pages. */
    private long commits;

    /**
     * Fetched pages that a force of the file makes durable.
     *
     * @param life number of commits before: later ones may have punched the pages
     */
    record Fetched(ChangedPages pages, long life) {}

    /** Drops all changes. */
    void clear() {
        written = new ChangedPages();
        fetched = new ChangedPages();
        fetchedDurably = new ChangedPages();
    }

    void written(int page) {
        written.add(page);
        drop(page);
    }

    void fetched(int page) {
        fetched.add(page);
    }

    private void drop(int page) {
        fetched.remove(page);
        fetchedDurably.remove(page);
    }

    /** Returns whether a page was fetched, and no record says so. */
    boolean isFetched(int page) {
        return fetched.contains(page) || fetchedDurably.contains(page);
    }

    /** Returns the pages written. */
    ChangedPages written() {
        return written;
    }

    /** An upload is recorded, and with it all changes but the fetched pages, whose local copies it may have given up. */
    void uploaded(AfterUpload after) {
        written = new ChangedPages();
        if (after == AfterUpload.RELEASE) {
            clear();
            commits++;
        }
    }

    /** A release of pages is recorded. */
    void released(ChangedPages pages) {
        pages.forEach(this::drop);
        commits++;
    }

    /** Takes the changes that have to be recorded; null if there are none. */
    Changes take() {
        if (written.isEmpty() && fetchedDurably.isEmpty()) {
            return null;
        }
        Changes changes = new Changes(fetchedDurably, written);
        fetchedDurably = new ChangedPages();
        written = new ChangedPages();
        return changes;
    }

    /** Taken changes could not be recorded. */
    void restore(Changes changes) {
        written.addAll(changes.local());
        changes.both().forEach(page -> {
            if (!written.contains(page)) {
                fetchedDurably.add(page);
            }
        });
    }

    /** Returns the fetched pages that the next force of the file makes durable. */
    Fetched fetched() {
        return new Fetched(fetched.copy(), commits);
    }

    /** The file was forced since these pages were fetched. Returns whether there is something to record. */
    boolean forced(Fetched before) {
        if (before.life() == commits) {
            before.pages().forEach(page -> {
                if (fetched.contains(page)) {
                    fetched.remove(page);
                    fetchedDurably.add(page);
                }
            });
        }
        return !fetchedDurably.isEmpty();
    }
}
