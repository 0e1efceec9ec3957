package io.foreshard.tier;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One object of a partition: which page each of its slots holds, and the checksum of that page. A slot whose page was written or recalled is empty.
 *
 * <p>Each method costs constant time or time proportional to the slots asked for. Not thread-safe.
 */
final class PageObject {
    static final int EMPTY = -1;

    private final String name;
    private final long generation;
    private final int footerCrc;
    private final int[] pages;
    private final int[] checksums;
    private int live;

    /** Creates an object from the pages of its slots, {@link #EMPTY} for an empty one, and their checksums; keeps the arrays. */
    PageObject(String name, long generation, int footerCrc, int[] pages, int[] checksums) {
        this.name = name;
        this.generation = generation;
        this.footerCrc = footerCrc;
        this.pages = pages;
        this.checksums = checksums;
        for (int page : pages) {
            live += page == EMPTY ? 0 : 1;
        }
    }

    String name() {
        return name;
    }

    /** Returns the generation of the residency that the object was uploaded for; part of each page's checksum. */
    long generation() {
        return generation;
    }

    /** Returns the CRC of the object's footer, which the manifest repeats. */
    int footerCrc() {
        return footerCrc;
    }

    int slots() {
        return pages.length;
    }

    /** Returns the page of a slot, or {@link #EMPTY}. */
    int page(int slot) {
        return pages[slot];
    }

    int checksum(int slot) {
        return checksums[slot];
    }

    /** Returns whether no slot holds a page any more: the object is garbage. */
    boolean isDead() {
        return live == 0;
    }

    /** Empties a slot. */
    void clear(int slot) {
        pages[slot] = EMPTY;
        live--;
    }

    /** An empty slot holds its page again. */
    void use(int slot, int page) {
        pages[slot] = page;
        live++;
    }

    /** Returns the object as it was uploaded. */
    StoredObject stored() {
        return new StoredObject(name, generation, footerCrc, pages, checksums);
    }

    /** Writes the page of each slot, then the checksum of each. */
    void put(ByteBuffer out) {
        out.asIntBuffer().put(pages).put(checksums);
        out.position(out.position() + 2 * Integer.BYTES * pages.length);
    }

    /** Returns a copy that does not change with this object. */
    PageObject copy() {
        return new PageObject(name, generation, footerCrc, pages.clone(), checksums);
    }

    /** Returns the same object with other pages in use. */
    PageObject with(int[] otherPages) {
        return new PageObject(name, generation, footerCrc, otherPages, checksums);
    }

    /** Returns the slots whose pages are in the same fetch unit of {@code unitPages} neighbours in the file as that of a slot; the slots of an object are in the order of their pages. */
    SlotRange unit(int slot, int unitPages) {
        int unit = pages[slot] / unitPages;
        int from = slot;
        for (int i = slot - 1; i >= Math.max(0, slot - unitPages); i--) {
            from = isIn(unit, i, unitPages) ? i : from;
        }
        int to = slot + 1;
        for (int i = slot + 1; i < Math.min(pages.length, slot + unitPages); i++) {
            to = isIn(unit, i, unitPages) ? i + 1 : to;
        }
        return new SlotRange(from, to);
    }

    private boolean isIn(int unit, int slot, int unitPages) {
        return pages[slot] != EMPTY && pages[slot] / unitPages == unit;
    }

    /** Returns some slots, those up to the end of the object if it has fewer. */
    FetchUnit range(int from, int to) {
        int end = Math.min(to, pages.length);
        return new FetchUnit(
                name, generation, from, Arrays.copyOfRange(pages, from, end), Arrays.copyOfRange(checksums, from, end));
    }
}
