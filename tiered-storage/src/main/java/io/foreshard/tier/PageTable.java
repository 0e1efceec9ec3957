package io.foreshard.tier;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * The residency of one partition as its threads share it, with two marks: whether it has to be saved, and which pages were written since the running
 * offload began.
 *
 * <p>Thread-safe: each method is one step under one lock, but for {@link #isRemote}, which every access of a page calls and which takes none. No method
 * waits for a file or the store.
 */
final class PageTable {
    private volatile Residency residency;
    private BitSet written; // null while no offload runs
    private boolean unsaved;
    private volatile int remotePages;

    /**
     * The effect of an offload on the table.
     *
     * @param released pages whose local copy is given up
     * @param dead names of the objects that hold no valid copy any more
     */
    record Commit(BitSet released, List<String> dead) {}

    PageTable(Residency residency) {
        this.residency = residency;
        remotePages = residency.remotePages();
    }

    /** Continues with another residency, because the partition file is another one; drops what was unsaved. */
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

    synchronized PageState state(int page) {
        return residency.state(page);
    }

    /** Returns whether the only copy of a page is remote; takes no lock, and costs one volatile read while no page is. */
    boolean isRemote(int page) {
        return remotePages != 0 && residency.isRemote(page);
    }

    /** Returns whether the only copy of a page is in an object. */
    synchronized boolean isRemoteIn(String object, int page) {
        return residency.state(page) == PageState.REMOTE
                && residency.objectOf(page).name().equals(object);
    }

    /** Returns whether a page has both copies: an offload releases such pages without uploading them. */
    synchronized boolean hasBoth() {
        return residency.hasBoth();
    }

    synchronized int nextRemote(int from) {
        return residency.nextRemote(from);
    }

    /** Returns the names of the partition's objects, of dead ones too until an offload deletes them. */
    synchronized List<String> objects() {
        return residency.objects().stream().map(PageObject::name).toList();
    }

    /** Returns the unit of a number of slots that holds a page, or null if the page is not remote only. */
    synchronized FetchUnit unitOf(int page, int slots) {
        if (residency.state(page) != PageState.REMOTE) {
            return null;
        }
        return residency.objectOf(page).unitOf(residency.slotOf(page), slots);
    }

    synchronized void fetched(int page) {
        residency.fetched(page);
        changed();
    }

    /** The pages from first to last, both included, were written. */
    synchronized void written(int first, int last) {
        for (int page = first; page <= last; page++) {
            if (written != null) {
                written.set(page);
            }
            if (residency.state(page) != PageState.LOCAL) {
                residency.written(page);
                changed();
            }
        }
    }

    /** From now on written pages are recorded. */
    synchronized void beginOffload() {
        written = new BitSet();
    }

    synchronized void endOffload() {
        written = null;
    }

    /** Returns the manifest that names these objects too; the table does not change. Costs the pages of the partition. */
    synchronized byte[] manifestWith(List<StoredObject> stored) {
        Residency next;
        try {
            next = ResidencyCodec.decode(ResidencyCodec.encode(residency));
        } catch (IOException e) {
            throw new IllegalStateException("A residency that was just encoded cannot be decoded.", e);
        }
        stored.forEach(next::uploaded);
        next.takeDead();
        return ResidencyCodec.encode(next);
    }

    /** Commits an upload: adds its objects, and releases each page with both copies that was not written since the offload began. */
    synchronized Commit commit(List<StoredObject> stored) {
        stored.forEach(residency::uploaded);
        written.stream().forEach(residency::written);
        BitSet released = residency.releaseAll();
        List<String> dead = residency.takeDead();
        changed();
        return new Commit(released, dead);
    }

    /**
     * Drops all remote copies and returns the names of the objects that held them.
     *
     * @throws IllegalStateException if a page is remote only
     */
    synchronized List<String> recallAll() {
        residency.recallAll();
        List<String> dead = residency.takeDead();
        changed();
        return dead;
    }

    /** Returns the encoded residency if it has to be saved, else null. The caller calls {@link #unsaved} if it cannot save it. */
    synchronized byte[] takeUnsaved() {
        if (!unsaved) {
            return null;
        }
        unsaved = false;
        return ResidencyCodec.encode(residency);
    }

    /** The residency has to be saved, because the last attempt failed. */
    synchronized void unsaved() {
        unsaved = true;
    }

    private void changed() {
        unsaved = true;
        remotePages = residency.remotePages();
    }
}
