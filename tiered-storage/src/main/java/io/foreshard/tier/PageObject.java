package io.foreshard.tier;

import java.util.Arrays;

/**
 * One object of a partition: which page each of its slots holds, and the checksum of that page. A slot whose page was written or recalled is empty.
 *
 * <p>Each method costs constant time (amortized) or time proportional to the slots asked for. Not thread-safe.
 */
final class PageObject {
    private static final int EMPTY = -1;

    private final String name;
    private int[] pages;
    private int[] checksums;
    /** One more than the highest slot in use. */
    private int end;

    private int live;

    PageObject(String name, int slots) {
        this.name = name;
        pages = new int[slots];
        checksums = new int[slots];
        Arrays.fill(pages, EMPTY);
    }

    String name() {
        return name;
    }

    /** Returns whether no slot holds a page any more: the object can be deleted. */
    boolean isDead() {
        return live == 0;
    }

    int checksum(int slot) {
        return checksums[slot];
    }

    /** Fills an empty slot. */
    void put(int slot, int page, int checksum) {
        if (slot >= pages.length) {
            int from = pages.length;
            int size = Math.max(slot + 1, 2 * from);
            pages = Arrays.copyOf(pages, size);
            checksums = Arrays.copyOf(checksums, size);
            Arrays.fill(pages, from, size, EMPTY);
        }
        pages[slot] = page;
        checksums[slot] = checksum;
        end = Math.max(end, slot + 1);
        live++;
    }

    /** Empties a slot. */
    void clear(int slot) {
        pages[slot] = EMPTY;
        checksums[slot] = 0;
        live--;
        while (end > 0 && pages[end - 1] == EMPTY) {
            end--;
        }
    }

    /** Returns the unit of a number of slots that holds a slot; the last unit of an object is shorter. */
    FetchUnit unitOf(int slot, int slots) {
        int from = slot / slots * slots;
        int to = Math.min(from + slots, end);
        return new FetchUnit(name, from, Arrays.copyOfRange(pages, from, to), Arrays.copyOfRange(checksums, from, to));
    }
}
