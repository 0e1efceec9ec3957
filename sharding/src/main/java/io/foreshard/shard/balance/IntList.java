package io.foreshard.shard.balance;

import java.util.Arrays;

/** A growing list of numbers without boxes. Not thread-safe. */
final class IntList {
    private int[] values = new int[16];
    private int size;

    int size() {
        return size;
    }

    int get(int index) {
        return values[index];
    }

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    /** Removes the first occurrence of a value, which is in the list. */
    void remove(int value) {
        int at = 0;
        while (values[at] != value) {
            at++;
        }
        System.arraycopy(values, at + 1, values, at, --size - at);
    }
}
