package io.foreshard.tier.retention;

import java.util.Arrays;

/**
 * The local units of a policy: a slot, a small number from 1, for each unit. A policy keeps what it knows of a unit in arrays indexed by slots.
 *
 * <p>An open-addressing hash table with linear probing: 12 bytes a slot and 4 bytes a bucket, with 1.4 to 2.7 buckets a unit. Not thread-safe.
 */
final class UnitTable {
    /** No slot. */
    static final int NONE = 0;

    private static final int MIN_CAPACITY = 16;

    private long[] units = new long[MIN_CAPACITY];
    private int[] sizes = new int[MIN_CAPACITY];
    /** Slots that are free; a free slot holds the next one in {@link #sizes}. */
    private int free = NONE;
    /** Slots below this one were used at least once. */
    private int end = 1;

    private int[] buckets = new int[2 * MIN_CAPACITY];
    private int size;
    private long bytes;

    /** Returns the slot of a unit, or {@link #NONE}. */
    int find(long unit) {
        return buckets[bucket(unit)];
    }

    /** Adds a unit that is absent and returns its slot. */
    int add(long unit, int unitBytes) {
        int slot = free;
        if (slot == NONE) {
            slot = end++;
            if (slot == units.length) {
                units = Arrays.copyOf(units, larger(slot));
                sizes = Arrays.copyOf(sizes, units.length);
            }
        } else {
            free = sizes[slot];
        }
        units[slot] = unit;
        sizes[slot] = unitBytes;
        bytes += unitBytes;
        size++;
        if (size * 10L > buckets.length * 7L) {
            rehash();
        }
        buckets[bucket(unit)] = slot;
        return slot;
    }

    /** Changes the bytes of a unit. */
    void resize(int slot, int unitBytes) {
        bytes += unitBytes - sizes[slot];
        sizes[slot] = unitBytes;
    }

    /** Removes the unit of a slot, which may be given to another unit. */
    void remove(int slot) {
        close(bucket(units[slot]));
        bytes -= sizes[slot];
        sizes[slot] = free;
        free = slot;
        size--;
    }

    long unit(int slot) {
        return units[slot];
    }

    int bytes(int slot) {
        return sizes[slot];
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Returns one more than the highest slot in use so far. */
    int end() {
        return end;
    }

    /** Returns the length of an array that must hold a slot: a quarter more, so that additions take constant time on average. */
    static int larger(int slot) {
        return slot + (slot >> 2) + MIN_CAPACITY;
    }

    private void rehash() {
        int[] old = buckets;
        buckets = new int[2 * old.length];
        for (int slot : old) {
            if (slot != NONE) {
                buckets[bucket(units[slot])] = slot;
            }
        }
    }

    /** Returns the bucket of a unit, or the empty one where it belongs. */
    private int bucket(long unit) {
        int bucket = home(unit);
        while (buckets[bucket] != NONE && units[buckets[bucket]] != unit) {
            bucket = bucket + 1 & buckets.length - 1;
        }
        return bucket;
    }

    /** Empties a bucket and moves later ones of the same run, so that a search ends at an empty bucket (Knuth, volume 3, 6.4, algorithm R). */
    private void close(int bucket) {
        int hole = bucket;
        int mask = buckets.length - 1;
        for (int next = hole + 1 & mask; buckets[next] != NONE; next = next + 1 & mask) {
            int home = home(units[buckets[next]]);
            if ((next - home & mask) >= (next - hole & mask)) {
                buckets[hole] = buckets[next];
                hole = next;
            }
        }
        buckets[hole] = NONE;
    }

    private int home(long unit) {
        return (int) (mix(unit) >>> 32) & buckets.length - 1;
    }

    /** Mixes the bits of a number: the finalizer of SplitMix64 (Steele and others, OOPSLA 2014). */
    static long mix(long number) {
        long z = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
