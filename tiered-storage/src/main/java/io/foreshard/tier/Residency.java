package io.foreshard.tier;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The state of each page of one partition file and, for a page with a remote copy, the object and slot that hold it.
 *
 * <p>A page is addressed by its number in the file; the header is page 0. States change by {@link PageEvent}s only, through one method, as the table
 * of {@link PageState} allows. Each method costs constant time unless it says otherwise; a page with a remote copy takes 12.25 bytes.
 *
 * <p>Not thread-safe but for {@link #isRemote}.
 */
final class Residency {
    private final long identity;
    private final int slotBits;
    private final PageSet both = new PageSet();
    private final PageSet remote = new PageSet();
    private final PagePlaces places = new PagePlaces();
    /** Objects by index; null where one was dead and taken. */
    private final List<PageObject> objects = new ArrayList<>();

    private final BitSet freeIndexes = new BitSet();
    private long generation;

    /**
     * Creates the residency of a file whose pages are all local.
     *
     * @param identity random number that the header of the file repeats, 0 for a file that was never offloaded
     * @param generation number of the last durable change, 0 before the first
     * @param slotBits bits of a slot number: an object has at most {@code 1 << slotBits} slots
     */
    Residency(long identity, long generation, int slotBits) {
        this.identity = identity;
        this.generation = generation;
        this.slotBits = slotBits;
    }

    long identity() {
        return identity;
    }

    /** Returns the number of the last change of the residency that is durable. */
    long generation() {
        return generation;
    }

    void generation(long number) {
        generation = number;
    }

    int slotBits() {
        return slotBits;
    }

    PageState state(int page) {
        if (remote.contains(page)) {
            return PageState.REMOTE;
        }
        return both.contains(page) ? PageState.BOTH : PageState.LOCAL;
    }

    /** Returns whether a page is {@link PageState#REMOTE}; may be called without the lock of the owner. */
    boolean isRemote(int page) {
        return remote.contains(page);
    }

    int remotePages() {
        return remote.size();
    }

    /** Returns the pages that are {@link PageState#BOTH} of each unit of {@code unitPages}, a power of two of at most 64. */
    byte[] pagesWithBoth(int unitPages) {
        return both.countByUnit(unitPages);
    }

    int bothPages() {
        return both.size();
    }

    /** Returns the first page at or after a page that is {@link PageState#REMOTE}, or -1; costs the distance. */
    int nextRemote(int page) {
        return remote.next(page);
    }

    /** Returns the first page at or after a page that is {@link PageState#BOTH}, or -1; costs the distance. */
    int nextBoth(int page) {
        return both.next(page);
    }

    /** Returns the object of a page that has a remote copy. */
    PageObject objectOf(int page) {
        return objects.get(places.get(page) >>> slotBits);
    }

    /** Returns the slot of a page that has a remote copy. */
    int slotOf(int page) {
        return places.get(page) & ((1 << slotBits) - 1);
    }

    /** Returns the objects with remote copies, and dead ones that were not taken yet; costs the number of objects. */
    List<PageObject> objects() {
        return objects.stream().filter(object -> object != null).toList();
    }

    /** Tells whether the local copy of a page was given up. */
    interface Released {
        boolean test(int slot, int page);
    }

    /** Pages of an object are remote only, beside others of the same object that the residency may have; costs the number of objects, and its slots. */
    void addRemote(PageObject object) {
        int index = indexOf(object.name());
        if (index < 0) {
            add(object, (slot, page) -> true);
            return;
        }
        for (int slot = 0; slot < object.slots(); slot++) {
            int page = object.page(slot);
            if (page != PageObject.EMPTY) {
                objects.get(index).use(slot, page);
                places.set(page, index << slotBits | slot);
                change(page, PageEvent.UPLOADED);
                change(page, PageEvent.RELEASED);
            }
        }
    }

    private int indexOf(String object) {
        for (int index = 0; index < objects.size(); index++) {
            if (objects.get(index) != null && objects.get(index).name().equals(object)) {
                return index;
            }
        }
        return -1;
    }

    /** {@link PageEvent#UPLOADED} for each page of an object, then {@link PageEvent#RELEASED} for some; costs its slots. */
    void add(PageObject object, Released released) {
        int index = freeIndexes.isEmpty() ? objects.size() : freeIndexes.nextSetBit(0);
        if (index == objects.size()) {
            objects.add(object);
        } else {
            objects.set(index, object);
            freeIndexes.clear(index);
        }
        for (int slot = 0; slot < object.slots(); slot++) {
            int page = object.page(slot);
            if (page != PageObject.EMPTY) {
                PageState before = state(page);
                PageState after = before.after(PageEvent.UPLOADED);
                places.set(page, index << slotBits | slot);
                move(page, before, released.test(slot, page) ? after.after(PageEvent.RELEASED) : after);
            }
        }
    }

    void fetched(int page) {
        change(page, PageEvent.FETCHED);
    }

    /** The local copy of a page with a remote copy is given up; one that is remote only stays as it is: its fetch was not recorded. */
    void released(int page) {
        if (!isRemote(page)) {
            change(page, PageEvent.RELEASED);
        }
    }

    void written(int page) {
        change(page, PageEvent.WRITTEN);
    }

    /**
     * Commits an upload: adds the objects without the copies of pages that were written while it ran, and releases each other page with both copies, or none.
     * Costs the pages of the objects and the distance between the pages with both copies.
     */
    void uploaded(List<StoredObject> stored, ChangedPages writtenMeanwhile, AfterUpload after) {
        writtenMeanwhile.forEach(this::written);
        if (after == AfterUpload.RELEASE) {
            releaseAll();
        }
        for (StoredObject object : stored) {
            int[] pages = object.pages().clone();
            for (int slot = 0; slot < pages.length && !writtenMeanwhile.isEmpty(); slot++) {
                if (writtenMeanwhile.contains(pages[slot])) {
                    pages[slot] = PageObject.EMPTY;
                }
            }
            add(
                    new PageObject(object.name(), object.generation(), object.footerCrc(), pages, object.checksums()),
                    (slot, page) -> after == AfterUpload.RELEASE);
        }
    }

    /** Returns the pages that {@link #uploaded} would release. */
    BitSet releasedBy(List<StoredObject> stored, ChangedPages writtenMeanwhile) {
        BitSet released = both.copy();
        stored.forEach(object -> IntStream.of(object.pages()).forEach(released::set));
        writtenMeanwhile.forEach(released::clear);
        return released;
    }

    /** {@link PageEvent#RECALLED} for each page with a remote copy; costs the highest of them. Illegal while a page is remote only. */
    void recallAll() {
        remote.forEach(page -> change(page, PageEvent.RECALLED));
        both.forEach(page -> change(page, PageEvent.RECALLED));
    }

    /** {@link PageEvent#RELEASED} for each page with both copies; costs the highest of them. */
    void releaseAll() {
        both.forEach(page -> change(page, PageEvent.RELEASED));
    }

    /** Removes and returns the dead objects; costs the number of objects. */
    List<PageObject> takeDead() {
        List<PageObject> dead = new ArrayList<>();
        for (int index = 0; index < objects.size(); index++) {
            PageObject object = objects.get(index);
            if (object != null && object.isDead()) {
                dead.add(object);
                objects.set(index, null);
                freeIndexes.set(index);
            }
        }
        return dead;
    }

    /**
     * Returns a copy that does not change with this residency; costs the pages with a remote copy.
     *
     * @param released tells which pages with both copies are remote only in the copy
     */
    Residency copy(IntPredicate released) {
        Residency copy = new Residency(identity, generation, slotBits);
        for (PageObject object : objects()) {
            if (!object.isDead()) {
                copy.add(object.copy(), (slot, page) -> isRemote(page) || released.test(page));
            }
        }
        return copy;
    }

    private void change(int page, PageEvent event) {
        PageState before = state(page);
        move(page, before, before.after(event));
    }

    /** The only place where the state of a page changes. */
    private void move(int page, PageState before, PageState after) {
        if (before == after) {
            return;
        }
        switch (before) {
            case LOCAL -> {}
            case BOTH -> both.remove(page);
            case REMOTE -> remote.remove(page);
        }
        switch (after) {
            case LOCAL -> {
                objectOf(page).clear(slotOf(page));
                places.remove(page);
            }
            case BOTH -> both.add(page);
            case REMOTE -> remote.add(page);
        }
    }
}
