package io.foreshard.candidate;

import java.util.Arrays;

/** Rows of float columns for int keys, reused from one use to the next without clearing the table. Not thread-safe. */
final class Counts {
    static final int ABSENT = -1;

    private static final int MIN_ROWS = 128;

    private final int columns;
    private int[] table = new int[2 * MIN_ROWS];
    private int[] stamp = new int[2 * MIN_ROWS];
    private int current = 1;
    private int[] keys = new int[MIN_ROWS];
    private float[] values;
    private int size;

    Counts(int columns) {
        this.columns = columns;
        this.values = new float[MIN_ROWS * columns];
    }

    void clear() {
        size = 0;
        if (++current == 0) {
            Arrays.fill(stamp, 0);
            current = 1;
        }
    }

    int size() {
        return size;
    }

    int key(int row) {
        return keys[row];
    }

    /** Returns the row of a key, or {@link #ABSENT}. */
    int find(int key) {
        int slot = slot(key);
        while (stamp[slot] == current) {
            if (keys[table[slot]] == key) {
                return table[slot];
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return ABSENT;
    }

    /** Returns the row of a key, which is added with zeros if it is absent. */
    int row(int key) {
        int slot = slot(key);
        while (stamp[slot] == current) {
            if (keys[table[slot]] == key) {
                return table[slot];
            }
            slot = (slot + 1) & (table.length - 1);
        }
        if (size == keys.length) {
            grow();
            return row(key);
        }
        table[slot] = size;
        stamp[slot] = current;
        keys[size] = key;
        Arrays.fill(values, size * columns, (size + 1) * columns, 0);
        return size++;
    }

    float get(int row, int column) {
        return values[row * columns + column];
    }

    void set(int row, int column, float value) {
        values[row * columns + column] = value;
    }

    void add(int row, int column, float value) {
        values[row * columns + column] += value;
    }

    private int slot(int key) {
        int hash = key * 0x9e3779b9;
        return (hash ^ hash >>> 16) & (table.length - 1);
    }

    private void grow() {
        keys = Arrays.copyOf(keys, 2 * keys.length);
        values = Arrays.copyOf(values, 2 * values.length);
        table = new int[2 * keys.length];
        stamp = new int[2 * keys.length];
        current = 1;
        for (int row = 0; row < size; row++) {
            int slot = slot(keys[row]);
            while (stamp[slot] == current) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = row;
            stamp[slot] = current;
        }
    }
}
