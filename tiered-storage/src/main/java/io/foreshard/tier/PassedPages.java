package io.foreshard.tier;

import java.util.BitSet;

/**
 * The pages of one partition that passed through memory since the last reader of all pages began. A reader that wants one of them again had no room for it. Takes one bit for each page up to the highest one.
 * Thread-safe.
 */
final class PassedPages {
    private BitSet pages = new BitSet();

    synchronized void add(int page) {
        pages.set(page);
    }

    synchronized boolean contains(int page) {
        return pages.get(page);
    }

    /** A reader of all pages begins. */
    synchronized void clear() {
        pages = new BitSet();
    }
}
