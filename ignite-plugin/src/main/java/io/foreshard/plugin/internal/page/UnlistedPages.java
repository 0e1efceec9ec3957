package io.foreshard.plugin.internal.page;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The data pages of one partition that an offload has taken out of Ignite's free lists; one bit for each page of the file. A page that is not among them may be
 * in a list. Thread-safe.
 */
final class UnlistedPages {
    private volatile AtomicLongArray words = new AtomicLongArray(0);

    /** @param pages numbers in the file of pages that are in no list; the header is page 0 */
    UnlistedPages(BitSet pages) {
        long[] bits = pages.toLongArray();
        words = new AtomicLongArray(bits);
    }

    /** Takes no lock. */
    boolean contains(int page) {
        AtomicLongArray present = words;
        int word = page / Long.SIZE;
        return word < present.length() && (present.get(word) & 1L << page) != 0;
    }

    synchronized void add(int page) {
        int word = page / Long.SIZE;
        if (word >= words.length()) {
            AtomicLongArray longer = new AtomicLongArray(Math.max(word + 1, words.length() * 2));
            for (int i = 0; i < words.length(); i++) {
                longer.set(i, words.get(i));
            }
            words = longer;
        }
        words.set(word, words.get(word) | 1L << page);
    }

    /** Returns whether the page was among them: one of several callers gets true. */
    boolean remove(int page) {
        return contains(page) && removeAlone(page);
    }

    private synchronized boolean removeAlone(int page) {
        if (!contains(page)) {
            return false;
        }
        int word = page / Long.SIZE;
        words.set(word, words.get(word) & ~(1L << page));
        return true;
    }
}
