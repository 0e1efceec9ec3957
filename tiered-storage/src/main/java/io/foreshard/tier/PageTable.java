package io.foreshard.tier;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The residency of one partition as its threads share it, with what was not saved yet and what was written while an offload runs.
 *
 * <p>Thread-safe: each method is one step. No method waits for a file or the store.
 */
final class PageTable {
    private Residency residency;
    private BitSet written; // pages written since the running offload began, null while none runs
    private boolean unsaved;
    private volatile int remotePages;

    /**
     * The pages that one ranged read brings: neighbours in an object.
     *
     * @param pages page of each slot, -1 for one that no page has any more
     */
    record Unit(String object, int fromSlot, int[] pages, int[] checksums) {
        int slots() {
            return pages.length;
        }

        int page(int slot) {
            return pages[slot];
        }

        int checksum(int slot) {
            return checksums[slot];
        }
    }

    PageTable(Residency residency) {
        this.residency = residency;
        remotePages = residency.remotePages();
    }

    /** The file is another one, or nothing is known of it any more; what was unsaved spoke of the old one. */
    synchronized void replace(Residency other) {
        residency = other;
        unsaved = false;
        remotePages = other.remotePages();
    }

    synchronized long identity() {
        return residency.identity();
    }

    synchronized long nextGeneration() {
        return residency.nextGeneration();
    }

    int remotePages() {
        return remotePages;
    }

    /** Tells whether the only copy of a page is remote; costs one volatile read when nothing is. */
    boolean isRemote(int page) {
        if (remotePages == 0) {
            return false;
        }
        synchronized (this) {
            return residency.isRemote(page);
        }
    }

    synchronized boolean isRemoteIn(String object, int page) {
        return residency.isRemote(page) && residency.objectOf(page).equals(object);
    }

    synchronized boolean hasPlace(int page) {
        return residency.hasPlace(page);
    }

    synchronized boolean hasReturned() {
        return residency.hasReturned();
    }

    synchronized int nextRemote(int from) {
        return residency.nextRemote(from);
    }

    synchronized List<String> objects() {
        return residency.objects();
    }

    /** Returns the unit of so many slots that brings a page, or null if the page is local. */
    synchronized Unit unitOf(int page, int slots) {
        if (!residency.isRemote(page)) {
            return null;
        }
        String object = residency.objectOf(page);
        int from = residency.slotOf(page) / slots * slots;
        int[] pages = residency.pagesInSlots(object, from, Math.min(from + slots, residency.slots(object)));
        int[] checksums = IntStream.of(pages)
                .map(known -> known < 0 ? 0 : residency.checksumOf(known))
                .toArray();
        return new Unit(object, from, pages, checksums);
    }

    synchronized void fetched(int page) {
        residency.fetched(page);
        changed();
    }

    /** Pages from one to another, both included, were written. */
    synchronized void written(int first, int last) {
        for (int page = first; page <= last; page++) {
            if (written != null) {
                written.set(page);
            }
            if (residency.hasPlace(page)) {
                residency.written(page);
                changed();
            }
        }
    }

    synchronized void beginOffload() {
        written = new BitSet();
    }

    synchronized void endOffload() {
        written = null;
    }

    /** Returns what the manifest says when these rows are stored, encoded; nothing changes here. */
    synchronized byte[] with(List<Upload.Row> rows) {
        Residency next;
        try {
            next = Residency.decode(residency.encode());
        } catch (IOException e) {
            throw new IllegalStateException("What was just encoded cannot be decoded.", e);
        }
        rows.forEach(row -> next.placed(row.object(), row.pages(), row.checksums()));
        next.compact();
        return next.encode();
    }

    /** Takes over the rows that were stored, and returns the pages whose local copy is given up: those that were not written meanwhile. */
    synchronized BitSet leave(List<Upload.Row> rows, int end) {
        rows.forEach(row -> residency.placed(row.object(), row.pages(), row.checksums()));
        written.stream().forEach(residency::written);
        BitSet leaving = new BitSet();
        for (int page = 1; page < end; page++) {
            if (residency.hasPlace(page) && !residency.isRemote(page)) {
                residency.leave(page);
                leaving.set(page);
            }
        }
        residency.compact();
        changed();
        return leaving;
    }

    /** Forgets all remote copies and returns the objects they were in; no page may be remote only. */
    synchronized List<String> forgetPlaces() {
        List<String> named = residency.objects();
        residency.forgetPlaces();
        changed();
        return named;
    }

    /** Returns the encoded residency if it has to be saved, else null; whoever cannot save it says so. */
    synchronized byte[] takeUnsaved() {
        if (!unsaved) {
            return null;
        }
        unsaved = false;
        return residency.encode();
    }

    /** What was taken could not be saved: it has to be taken again. */
    synchronized void unsaved() {
        unsaved = true;
    }

    private void changed() {
        unsaved = true;
        remotePages = residency.remotePages();
    }
}
