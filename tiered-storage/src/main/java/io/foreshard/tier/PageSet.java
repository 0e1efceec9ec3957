package io.foreshard.tier;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;

/**
 * A set of page numbers that knows its size in constant time.
 *
 * <p>{@link #contains} may be called from any thread without a lock; all other methods need the lock of the owner.
 */
final class PageSet {
    private volatile AtomicLongArray words = new AtomicLongArray(1);
    private int size;

    boolean contains(int page) {
        AtomicLongArray present = words;
        int word = page / Long.SIZE;
        return word < present.length() && (present.get(word) & bit(page)) != 0;
    }

    void add(int page) {
        int word = page / Long.SIZE;
        grow(word + 1);
        AtomicLongArray present = words;
        long before = present.getPlain(word);
        if ((before & bit(page)) == 0) {
            present.setRelease(word, before | bit(page));
            size++;
        }
    }

    private void grow(int length) {
        AtomicLongArray present = words;
        if (length > present.length()) {
            AtomicLongArray longer = new AtomicLongArray(Math.max(length, 2 * present.length()));
            for (int word = 0; word < present.length(); word++) {
                longer.set(word, present.get(word));
            }
            words = longer;
        }
    }

    void remove(int page) {
        if (contains(page)) {
            AtomicLongArray present = words;
            int word = page / Long.SIZE;
            present.setRelease(word, present.getPlain(word) & ~bit(page));
            size--;
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Returns the first page of the set at or after a page, or -1; costs a 64th of the distance. */
    int next(int page) {
        int word = page / Long.SIZE;
        long mask = -1L << page;
        for (; word < words.length(); word++, mask = -1L) {
            long bits = words.get(word) & mask;
            if (bits != 0) {
                return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
            }
        }
        return -1;
    }

    /** Returns one more than the highest page, 0 if the set is empty. */
    int end() {
        for (int word = words.length() - 1; word >= 0; word--) {
            long bits = words.get(word);
            if (bits != 0) {
                return (word + 1) * Long.SIZE - Long.numberOfLeadingZeros(bits);
            }
        }
        return 0;
    }

    /**
     * Returns the pages of each unit, up to the last unit that has one; costs a 64th of the highest page.
     *
     * @param unitPages pages of a unit, a power of two of at most 64
     */
    byte[] countByUnit(int unitPages) {
        byte[] counts = new byte[(end() + unitPages - 1) / unitPages];
        int unitsOfWord = Long.SIZE / unitPages;
        long mask = -1L >>> Long.SIZE - unitPages;
        for (int unit = 0; unit < counts.length; unit++) {
            long word = words.get(unit / unitsOfWord);
            counts[unit] = (byte) Long.bitCount(word >>> unit % unitsOfWord * unitPages & mask);
        }
        return counts;
    }

    /** Passes each page in ascending order; the action may remove the page it is given. */
    void forEach(IntConsumer action) {
        for (int page = next(0); page >= 0; page = next(page + 1)) {
            action.accept(page);
        }
    }

    /** Returns the pages as a set that does not change with this one. */
    BitSet copy() {
        BitSet pages = new BitSet();
        forEach(pages::set);
        return pages;
    }

    private static long bit(int page) {
        return 1L << page;
    }
}
