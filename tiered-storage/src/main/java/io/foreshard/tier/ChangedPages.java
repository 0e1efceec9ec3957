package io.foreshard.tier;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** A set of page numbers whose cost is that of the pages in it, however large the partition is. Not thread-safe. */
final class ChangedPages {
    private static final int CHUNK_PAGES = 4096;
    private static final int CHUNK_WORDS = CHUNK_PAGES / Long.SIZE;

    private final Map<Integer, long[]> chunks = new TreeMap<>();
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    boolean contains(int page) {
        long[] chunk = chunks.get(page / CHUNK_PAGES);
        return chunk != null && (chunk[word(page)] & bit(page)) != 0;
    }

    void add(int page) {
        long[] chunk = chunks.computeIfAbsent(page / CHUNK_PAGES, unused -> new long[CHUNK_WORDS]);
        if ((chunk[word(page)] & bit(page)) == 0) {
            chunk[word(page)] |= bit(page);
            size++;
        }
    }

    void addAll(ChangedPages others) {
        others.forEach(this::add);
    }

    void remove(int page) {
        if (contains(page)) {
            chunks.get(page / CHUNK_PAGES)[word(page)] &= ~bit(page);
            size--;
        }
    }

    /** Passes each page in ascending order; the action must not change this set. */
    void forEach(IntConsumer action) {
        chunks.forEach((number, words) -> {
            for (int word = 0; word < CHUNK_WORDS; word++) {
                for (long bits = words[word]; bits != 0; bits &= bits - 1) {
                    action.accept(number * CHUNK_PAGES + word * Long.SIZE + Long.numberOfTrailingZeros(bits));
                }
            }
        });
    }

    /** Returns the pages as bits. */
    BitSet toBitSet() {
        BitSet bits = new BitSet();
        forEach(bits::set);
        return bits;
    }

    /** Returns a set that does not change with this one. */
    ChangedPages copy() {
        ChangedPages copy = new ChangedPages();
        copy.addAll(this);
        return copy;
    }

    private static int word(int page) {
        return page % CHUNK_PAGES / Long.SIZE;
    }

    private static long bit(int page) {
        return 1L << page;
    }
}
