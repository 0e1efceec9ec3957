package io.foreshard.candidate;

import io.foreshard.key.Hashing;
import java.util.Arrays;

/**
 * The keys of a log with the last position of each. A key has an index, from 0, as long as its last position is in the log; later keys get the indexes of those that have left it. Open addressing with
 * linear probing and deletion by shifting back (Knuth, The Art of Computer Programming 3, 6.4, algorithm R). Not thread-safe.
 *
 * <p>A key is a pair of an id and a qualifier, so that an object of a group needs no object on the heap. A position is a number modulo 2^32.
 */
final class KeyTable {
    static final int ABSENT = -1;

    private static final int MIN_CAPACITY = 16;
    /** Keys for each slot of the table at most. */
    private static final double MAX_LOAD = .75;

    private static final double GROWTH = 1.125;
    private static final double TABLE_GROWTH = 1.125;
    /** Indexes looked at for each key that is touched: all within a quarter as many touches as there are keys. */
    private static final int SWEPT = 4;

    private long[] ids = new long[MIN_CAPACITY];
    private int[] qualifiers = new int[MIN_CAPACITY];
    /** Last position of a key; of an index without a key, the next one of the free indexes. */
    private int[] last = new int[MIN_CAPACITY];

    /** Index of a key plus 1 by slot, 0 where there is none. */
    private int[] table = new int[2 * MIN_CAPACITY];

    private int nextFree = ABSENT;
    private int freeCount;
    private int used;
    private int nextSwept;

    /** Returns the index of a key, or {@link #ABSENT}. */
    int find(long id, int qualifier) {
        int slot = slot(id, qualifier);
        while (table[slot] != 0) {
            int index = table[slot] - 1;
            if (ids[index] == id && qualifiers[index] == qualifier) {
                return index;
            }
            slot = following(slot);
        }
        return ABSENT;
    }

    /**
     * Sets the last position of a key, which is added if it is absent, and returns its index.
     *
     * @param size number of positions in the log, which ends before {@code position}; keys whose last position is no longer in it are removed little by little
     */
    int touch(long id, int qualifier, int position, int size) {
        int index = find(id, qualifier);
        if (index == ABSENT) {
            index = add(id, qualifier);
        }
        last[index] = position;
        for (int i = 0; i < SWEPT; i++) {
            nextSwept = nextSwept + 1 < used ? nextSwept + 1 : 0;
            // An index without a key is in no slot of the table.
            if (Integer.compareUnsigned(position - last[nextSwept], size) > 0 && holds(nextSwept)) {
                remove(nextSwept);
            }
        }
        return index;
    }

    /** Removes the key of an index, which is present, if a position is its last one. */
    void removeIfLast(int index, int position) {
        if (last[index] == position) {
            remove(index);
        }
    }

    /** Returns the last position of an index; any number if its key was removed. */
    int last(int index) {
        return last[index];
    }

    long id(int index) {
        return ids[index];
    }

    int qualifier(int index) {
        return qualifiers[index];
    }

    /** Returns the number of keys. */
    int size() {
        return used - freeCount;
    }

    /** Returns the bytes of the arrays. */
    long bytes() {
        return (long) ids.length * (Long.BYTES + 2 * Integer.BYTES) + (long) table.length * Integer.BYTES;
    }

    private boolean holds(int index) {
        return find(ids[index], qualifiers[index]) == index;
    }

    private int add(long id, int qualifier) {
        int index;
        if (nextFree != ABSENT) {
            index = nextFree;
            nextFree = last[index];
            freeCount--;
        } else {
            if (used == ids.length) {
                int larger = (int) (used * GROWTH) + MIN_CAPACITY;
                ids = Arrays.copyOf(ids, larger);
                qualifiers = Arrays.copyOf(qualifiers, larger);
                last = Arrays.copyOf(last, larger);
            }
            index = used++;
        }
        ids[index] = id;
        qualifiers[index] = qualifier;
        if (size() > table.length * MAX_LOAD) {
            int[] old = table;
            table = new int[(int) (old.length * TABLE_GROWTH)];
            for (int entry : old) {
                if (entry != 0) {
                    insert(entry - 1);
                }
            }
        }
        insert(index);
        return index;
    }

    private void remove(int index) {
        int hole = slot(ids[index], qualifiers[index]);
        while (table[hole] != index + 1) {
            hole = following(hole);
        }
        for (int slot = following(hole); table[slot] != 0; slot = following(slot)) {
            int home = slot(ids[table[slot] - 1], qualifiers[table[slot] - 1]);
            if (distance(home, slot) >= distance(hole, slot)) {
                table[hole] = table[slot];
                hole = slot;
            }
        }
        table[hole] = 0;
        last[index] = nextFree;
        nextFree = index;
        freeCount++;
    }

    private int following(int slot) {
        return slot + 1 == table.length ? 0 : slot + 1;
    }

    private int distance(int from, int to) {
        return to >= from ? to - from : to - from + table.length;
    }

    private int slot(long id, int qualifier) {
        return (int) ((Hashing.mix(id + Hashing.mix(qualifier)) >>> Integer.SIZE) * table.length >>> Integer.SIZE);
    }

    private void insert(int index) {
        int slot = slot(ids[index], qualifiers[index]);
        while (table[slot] != 0) {
            slot = following(slot);
        }
        table[slot] = index + 1;
    }
}
