package io.foreshard.tier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The state of each page of one partition file and, for a page with a remote copy, the object and slot that hold it.
 *
 * <p>A page is addressed by its number in the file; the header is page 0. States change by {@link PageEvent}s only, through one method, as the table
 * of {@link PageState} allows. Each method costs constant time unless it says otherwise.
 *
 * <p>Not thread-safe but for {@link #isRemote}.
 */
final class Residency {
    private final long identity;
    private final PageSet both = new PageSet();
    private final PageSet remote = new PageSet();
    /** Objects in the order in which they were stored; dead ones until {@link #takeDead}. */
    private final List<PageObject> objects = new ArrayList<>();
    /** Object and slot of each page that is BOTH or REMOTE; meaningless for others. */
    private PageObject[] objectOf = {};

    private int[] slotOf = {};
    private long generation;

    /**
     * Creates the residency of a file whose pages are all local.
     *
     * @param identity random number that the header of the file repeats, 0 for a file that was never offloaded
     */
    Residency(long identity) {
        this(identity, 0);
    }

    Residency(long identity, long generation) {
        this.identity = identity;
        this.generation = generation;
    }

    long identity() {
        return identity;
    }

    /** Returns the number of the last object name that was given out. */
    long generation() {
        return generation;
    }

    /** Returns a number that no object of this file was named with before. */
    long nextGeneration() {
        return ++generation;
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

    /** Returns whether any page is {@link PageState#BOTH}. */
    boolean hasBoth() {
        return !both.isEmpty();
    }

    /** Returns the first page at or after a page that is {@link PageState#REMOTE}, or -1; costs the distance. */
    int nextRemote(int page) {
        return remote.next(page);
    }

    /** Returns one more than the highest page with a remote copy. */
    int end() {
        return Math.max(both.end(), remote.end());
    }

    /** Returns the object of a page that has a remote copy. */
    PageObject objectOf(int page) {
        return objectOf[page];
    }

    /** Returns the slot of a page that has a remote copy. */
    int slotOf(int page) {
        return slotOf[page];
    }

    /** Returns the objects with remote copies, and dead ones that were not taken yet. */
    List<PageObject> objects() {
        return List.copyOf(objects);
    }

    /** {@link PageEvent#UPLOADED} for each page of an object; costs its pages. Nothing changes when it is illegal for one of them. */
    void uploaded(StoredObject stored) {
        for (int page : stored.pages()) {
            state(page).after(PageEvent.UPLOADED);
        }
        PageObject object = addObject(stored.name(), stored.pages().length);
        for (int slot = 0; slot < stored.pages().length; slot++) {
            uploaded(object, slot, stored.pages()[slot], stored.checksums()[slot]);
        }
    }

    /** Adds an object without pages. */
    PageObject addObject(String name, int slots) {
        PageObject object = new PageObject(name, slots);
        objects.add(object);
        return object;
    }

    /** {@link PageEvent#UPLOADED} for one page. */
    void uploaded(PageObject object, int slot, int page, int checksum) {
        change(page, PageEvent.UPLOADED);
        if (page >= objectOf.length) {
            int size = Math.max(page + 1, 2 * objectOf.length);
            objectOf = Arrays.copyOf(objectOf, size);
            slotOf = Arrays.copyOf(slotOf, size);
        }
        objectOf[page] = object;
        slotOf[page] = slot;
        object.put(slot, page, checksum);
    }

    void released(int page) {
        change(page, PageEvent.RELEASED);
    }

    void fetched(int page) {
        change(page, PageEvent.FETCHED);
    }

    void written(int page) {
        change(page, PageEvent.WRITTEN);
    }

    void recalled(int page) {
        change(page, PageEvent.RECALLED);
    }

    /** Releases each page that is {@link PageState#BOTH} and returns them; costs the highest of them. */
    BitSet releaseAll() {
        BitSet released = both.copy();
        both.forEach(this::released);
        return released;
    }

    /** {@link PageEvent#RECALLED} for each page with a remote copy; costs the highest of them. Illegal while a page is remote only. */
    void recallAll() {
        remote.forEach(this::recalled);
        both.forEach(this::recalled);
    }

    /** Removes the dead objects and returns their names; costs the number of objects. */
    List<String> takeDead() {
        List<String> dead = objects.stream()
                .filter(PageObject::isDead)
                .map(PageObject::name)
                .toList();
        objects.removeIf(PageObject::isDead);
        return dead;
    }

    /** The only place where the state of a page changes. */
    private void change(int page, PageEvent event) {
        PageState before = state(page);
        PageState after = before.after(event);
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
                objectOf[page].clear(slotOf[page]);
                objectOf[page] = null;
            }
            case BOTH -> both.add(page);
            case REMOTE -> remote.add(page);
        }
    }
}
