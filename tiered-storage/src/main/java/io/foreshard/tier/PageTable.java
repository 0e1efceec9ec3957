package io.foreshard.tier;

import io.foreshard.tier.ResidencyRecord.Changes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The residency of one partition as its threads share it, with its changes since the last durable record.
 *
 * <p>Thread-safe: each method is one step under one lock, but for {@link #isRemote}, which every access of a page calls and which takes none. No method
 * waits for a file or the store.
 */
final class PageTable {
    private volatile Residency residency;
    private volatile int remotePages;
    private IntConsumer partitionsWithRemotePages = change -> {};
    /** Pages written since the running offload began; null while none runs. */
    private volatile ChangedPages writtenMeanwhile;

    private final UnrecordedChanges unrecorded = new UnrecordedChanges();
    /** Number of changes of the states. */
    private volatile long changes;
    /** Null while no image is taken whose part of this partition is still to come. */
    private OverwrittenCopies overwritten;

    /**
     * The effect of an offload on the table.
     *
     * @param released pages whose local copy is given up
     * @param dead objects that hold no valid copy any more
     */
    record Commit(BitSet released, List<PageObject> dead) {}

    PageTable(Residency residency) {
        replace(residency);
    }

    /** Continues with another residency; drops the changes that were not recorded. */
    synchronized void replace(Residency other) {
        residency = other;
        unrecorded.clear();
        remotePages(other.remotePages());
        changes++;
    }

    synchronized int slotBits() {
        return residency.slotBits();
    }

    synchronized long identity() {
        return residency.identity();
    }

    /** Returns the generation of the last durable record. */
    synchronized long generation() {
        return residency.generation();
    }

    /** Returns a number that grows with each change of a state. */
    long changes() {
        return changes;
    }

    /** Returns the pages with both copies of each unit of {@code unitPages}, a power of two of at most 64; costs a 64th of the highest page number. */
    synchronized byte[] pagesWithBoth(int unitPages) {
        return residency.pagesWithBoth(unitPages);
    }

    /** Returns the pages with both copies: they are released without an upload. */
    synchronized int bothPages() {
        return residency.bothPages();
    }

    int remotePages() {
        return remotePages;
    }

    private void remotePages(int pages) {
        boolean hadSome = remotePages != 0;
        remotePages = pages;
        if (hadSome != (pages != 0)) {
            partitionsWithRemotePages.accept(hadSome ? -1 : 1);
        }
    }

    /** From now on {@code count} gets 1 when the first page becomes remote, and -1 when the last one becomes local; the former receiver does not count this partition any more. */
    synchronized void count(IntConsumer count) {
        if (remotePages != 0) {
            partitionsWithRemotePages.accept(-1);
            count.accept(1);
        }
        partitionsWithRemotePages = count;
    }

    synchronized PageState state(int page) {
        return residency.state(page);
    }

    /** Returns whether the only copy of a page is remote; takes no lock, and costs one volatile read while no page is. */
    boolean isRemote(int page) {
        return remotePages != 0 && residency.isRemote(page);
    }

    /** Returns whether an object holds a valid copy of a page; takes no lock. */
    boolean hasRemoteCopy(int page) {
        return residency.state(page) != PageState.LOCAL;
    }

    /** Returns whether the only copy of a page is in an object. */
    synchronized boolean isRemoteIn(String object, int page) {
        return residency.state(page) == PageState.REMOTE
                && residency.objectOf(page).name().equals(object);
    }

    /** Returns whether an object holds a valid copy of a page. */
    synchronized boolean isIn(String object, int page) {
        return residency.state(page) != PageState.LOCAL
                && residency.objectOf(page).name().equals(object);
    }

    /** Returns the first pages at or after a page whose only copy is remote, at most a number of them; costs the distance. */
    synchronized int[] nextRemote(int from, int count) {
        return IntStream.iterate(residency.nextRemote(from), page -> page >= 0, page -> residency.nextRemote(page + 1))
                .limit(count)
                .toArray();
    }

    /** Returns the pages whose only copy is remote; costs the highest page number. */
    synchronized BitSet remote() {
        BitSet pages = new BitSet();
        for (int page = residency.nextRemote(0); page >= 0; page = residency.nextRemote(page + 1)) {
            pages.set(page);
        }
        return pages;
    }

    /** Returns the pages of which an object holds a valid copy; costs the highest page number. */
    synchronized BitSet copied() {
        BitSet pages = remote();
        for (int page = residency.nextBoth(0); page >= 0; page = residency.nextBoth(page + 1)) {
            pages.set(page);
        }
        return pages;
    }

    /** Returns the objects as a manifest names them; without those that hold no valid copy any more. */
    synchronized List<Manifest.Entry> entries() {
        return residency.objects().stream()
                .filter(object -> !object.isDead())
                .map(object ->
                        new Manifest.Entry(object.name(), object.slots(), object.generation(), object.footerCrc()))
                .toList();
    }

    /** Returns the partition's objects as they are now, dead ones too until an offload takes them. */
    synchronized List<PageObject> objects() {
        return residency.objects().stream().map(PageObject::copy).toList();
    }

    /** Returns the names of the objects, of dead ones too until an offload takes them. */
    synchronized List<String> objectNames() {
        return residency.objects().stream().map(PageObject::name).toList();
    }

    /** Returns the slot of a page as a range, or null if the page is not remote only. */
    synchronized FetchUnit rangeOf(int page) {
        if (residency.state(page) != PageState.REMOTE) {
            return null;
        }
        int slot = residency.slotOf(page);
        return residency.objectOf(page).range(slot, slot + 1);
    }

    /** Returns the slots of those of some pages that are remote only. */
    synchronized List<RemoteSlot> slotsOf(int[] pages) {
        List<RemoteSlot> slots = new ArrayList<>();
        for (int page : pages) {
            if (residency.state(page) == PageState.REMOTE) {
                slots.add(new RemoteSlot(page, residency.objectOf(page).name(), residency.slotOf(page)));
            }
        }
        return slots;
    }

    /** Returns the slots of the fetch unit of a page, those in its object; null if the page is not remote only in that object any more. */
    synchronized SlotRange unitOf(RemoteSlot page, int unitPages) {
        return isRemoteIn(page.object(), page.page())
                ? residency.objectOf(page.page()).unit(page.slot(), unitPages)
                : null;
    }

    /** Returns slots of the object of a page, those that it has; null if the page is not remote only in that object any more. */
    synchronized FetchUnit rangeOf(RemoteSlot page, int fromSlot, int toSlot) {
        return isRemoteIn(page.object(), page.page())
                ? residency.objectOf(page.page()).range(fromSlot, toSlot)
                : null;
    }

    /** Returns the last page up to which all remote pages from a remote one on are in its fetch unit; a page that is not remote is the last itself. */
    synchronized int lastInUnit(int page, int unitPages) {
        if (!residency.isRemote(page)) {
            return page;
        }
        PageObject object = residency.objectOf(page);
        int unit = page / unitPages;
        int last = page;
        int next = page;
        while (next >= 0 && next / unitPages == unit && residency.objectOf(next) == object) {
            last = next;
            next = residency.nextRemote(next + 1);
        }
        return last;
    }

    synchronized void fetched(int page) {
        residency.fetched(page);
        unrecorded.fetched(page);
        remotePages(residency.remotePages());
        changes++;
    }

    /**
     * The pages from first to last, both included, were written. Takes no lock if all are local only and no offload runs.
     *
     * @return whether a remote copy became invalid: that has to be recorded
     */
    boolean written(int first, int last) {
        return (writtenMeanwhile != null || hasRemoteCopy(first, last)) && recordWritten(first, last);
    }

    private boolean hasRemoteCopy(int first, int last) {
        for (int page = first; page <= last; page++) {
            if (hasRemoteCopy(page)) {
                return true;
            }
        }
        return false;
    }

    private synchronized boolean recordWritten(int first, int last) {
        boolean changed = false;
        for (int page = first; page <= last; page++) {
            if (writtenMeanwhile != null) {
                writtenMeanwhile.add(page);
            }
            if (residency.state(page) != PageState.LOCAL) {
                rememberForImage(page);
                residency.written(page);
                unrecorded.written(page);
                changed = true;
            }
        }
        remotePages(residency.remotePages());
        changes += changed ? 1 : 0;
        return changed;
    }

    private void rememberForImage(int page) {
        if (overwritten != null && residency.isRemote(page)) {
            overwritten.add(page, residency);
        }
    }

    /** The bytes of a page in the file are its content, and its remote copy is given up. Returns whether it had one. */
    synchronized boolean healed(int page) {
        OverwrittenCopies ofImage = overwritten;
        overwritten = null; // the remote copy is damaged; the file has the same content
        try {
            return recordWritten(page, page);
        } finally {
            overwritten = ofImage;
        }
    }

    /** From now on the copies of overwritten pages are remembered: an image was begun, and needs them. */
    synchronized void beginImage() {
        overwritten = new OverwrittenCopies();
    }

    synchronized void endImage() {
        overwritten = null;
    }

    /** Returns the names of the objects that the image needs although the residency may not name them any more. */
    synchronized Set<String> imageObjectNames() {
        return overwritten == null ? Set.of() : overwritten.objectNames();
    }

    /**
     * Returns the residency for the image: a page that is not local in it has the content of its remote copy, or the image gets its overwritten content
     * later.
     *
     * @throws IOException if the partition was recalled since the image began, and had remote pages that were overwritten
     */
    synchronized Residency imageCopy() throws IOException {
        Residency copy = copy();
        if (overwritten != null) {
            overwritten.addTo(copy);
        }
        return copy;
    }

    /** From now on written pages are remembered. */
    synchronized void beginOffload() {
        writtenMeanwhile = new ChangedPages();
    }

    synchronized void endOffload() {
        writtenMeanwhile = null;
    }

    /** Returns the pages whose uploaded copies are not valid: those written since the offload began. */
    synchronized ChangedPages writtenMeanwhile() {
        ChangedPages pages = writtenMeanwhile.copy();
        pages.addAll(unrecorded.written());
        return pages;
    }

    /** Returns the record of a commit; the table does not change. */
    synchronized ResidencyRecord commitRecord(int partition, List<StoredObject> stored, AfterUpload after) {
        return ResidencyRecord.uploaded(partition, residency, stored, writtenMeanwhile(), after);
    }

    /** Commits an upload, after its record is durable. */
    synchronized Commit commit(List<StoredObject> stored, AfterUpload after) {
        ChangedPages invalid = writtenMeanwhile();
        BitSet released =
                switch (after) {
                    case RELEASE -> residency.releasedBy(stored, invalid);
                    case KEEP -> new BitSet();
                };
        residency.uploaded(stored, invalid, after);
        residency.generation(residency.generation() + 1);
        unrecorded.uploaded(after);
        remotePages(residency.remotePages());
        writtenMeanwhile = new ChangedPages();
        changes++;
        return new Commit(released, residency.takeDead());
    }

    /** Returns those of some pages that have both copies. */
    synchronized ChangedPages withBoth(BitSet pages) {
        ChangedPages both = new ChangedPages();
        pages.stream().filter(page -> residency.state(page) == PageState.BOTH).forEach(both::add);
        return both;
    }

    /** Returns the record of a release of pages with both copies; the table does not change. */
    synchronized ResidencyRecord releaseRecord(int partition, ChangedPages pages) {
        return ResidencyRecord.released(partition, residency, pages);
    }

    /** Releases pages with both copies, after the record is durable. */
    synchronized void release(ChangedPages pages) {
        pages.forEach(residency::released);
        unrecorded.released(pages);
        residency.generation(residency.generation() + 1);
        remotePages(residency.remotePages());
        changes++;
    }

    /**
     * Takes the changes that have to be recorded; null if there are none. The caller calls {@link #restore} if it could not record them, else
     * {@link #generation(long)}.
     */
    synchronized Changes takeChanges() {
        return unrecorded.take();
    }

    synchronized void restore(Changes changes) {
        unrecorded.restore(changes);
    }

    synchronized void generation(long recorded) {
        residency.generation(recorded);
    }

    /** Returns the fetched pages that the next force of the file makes durable. */
    synchronized UnrecordedChanges.Fetched fetched() {
        return unrecorded.fetched();
    }

    /** The file was forced since these pages were fetched. Returns whether there is something to record. */
    synchronized boolean forced(UnrecordedChanges.Fetched before) {
        return unrecorded.forced(before);
    }

    /** Returns a copy of the residency for a record of its whole state; pages whose fetch is not recorded are remote only in it. */
    synchronized Residency copy() {
        return residency.copy(unrecorded::isFetched);
    }
}
