package io.foreshard.tier.retention;

import java.util.Arrays;

/**
 * Estimates how often a unit was accessed lately, up to 15: a count-min sketch of 4-bit counters, which are halved after ten times as many accesses as units.
 *
 * <p>Sources: Cormode and Muthukrishnan, "An improved data stream summary: the count-min sketch and its applications", J. Algorithms 2005; the halving and the layout of 16 counters in a
 * word as in TinyLFU (Einziger, Friedman, Manes, ACM Transactions on Storage 2017) and Caffeine. 8 to 16 bytes a unit. Not thread-safe.
 */
final class FrequencySketch {
    private static final long[] SEEDS = {
        0xc3a5c85c97cb3127L, 0xb492b66fbe98f273L, 0x9ae16a3b2f90404fL, 0xcbf29ce484222325L
    };
    private static final long HALF_MASK = 0x7777777777777777L;
    private static final long ONE_MASK = 0x1111111111111111L;
    private static final int MAX = 15;
    private static final int SAMPLE = 10;

    private long[] words = new long[16];
    private int additions;

    /** Makes room for a number of units; estimates stay. */
    void reserve(int units) {
        while (words.length < units) {
            int length = words.length;
            words = Arrays.copyOf(words, 2 * length);
            System.arraycopy(
                    words, 0, words, length, length); // an index has one more bit: each counter is at both places
        }
    }

    /** Returns the estimate of a unit. */
    int estimate(long unit) {
        long hash = UnitTable.mix(unit);
        int least = MAX;
        for (int row = 0; row < SEEDS.length; row++) {
            least = Math.min(least, (int) (words[word(hash, row)] >>> shift(hash, row)) & MAX);
        }
        return least;
    }

    /** Counts an access. */
    void add(long unit) {
        long hash = UnitTable.mix(unit);
        boolean added = false;
        for (int row = 0; row < SEEDS.length; row++) {
            int word = word(hash, row);
            int shift = shift(hash, row);
            if ((words[word] >>> shift & MAX) != MAX) {
                words[word] += 1L << shift;
                added = true;
            }
        }
        if (added && ++additions >= SAMPLE * words.length) {
            halve();
        }
    }

    private void halve() {
        int odd = 0;
        for (int i = 0; i < words.length; i++) {
            odd += Long.bitCount(words[i] & ONE_MASK);
            words[i] = words[i] >>> 1 & HALF_MASK;
        }
        additions = additions - (odd >>> 2) >>> 1;
    }

    private int word(long hash, int row) {
        return (int) (UnitTable.mix(hash + SEEDS[row])) & words.length - 1;
    }

    /** Returns the place of the counter in its word: one of four, which differ by row. */
    private static int shift(long hash, int row) {
        return (int) (hash >>> 60 & 12) + row << 2;
    }
}
