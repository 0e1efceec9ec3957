package io.foreshard.tier;

import java.util.BitSet;
import java.util.function.IntConsumer;

/** A set of page numbers that knows its size in constant time. Not thread-safe. */
final class PageSet {
    private final BitSet bits = new BitSet();
    private int size;

    boolean contains(int page) {
        return bits.get(page);
    }

    void add(int page) {
        if (!bits.get(page)) {
            bits.set(page);
            size++;
        }
    }

    void remove(int page) {
        if (bits.get(page)) {
            bits.clear(page);
            size--;
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Returns the first page of the set at or after a page, or -1. */
    int next(int page) {
        return bits.nextSetBit(page);
    }

    /** Returns one more than the highest page, 0 if the set is empty. */
    int end() {
        return bits.length();
    }

    /** Passes each page in ascending order; the action may remove the page it is given. */
    void forEach(IntConsumer action) {
        for (int page = next(0); page >= 0; page = next(page + 1)) {
            action.accept(page);
        }
    }

    /** Returns a copy that does not change with the set. */
    BitSet copy() {
        return (BitSet) bits.clone();
    }
}
