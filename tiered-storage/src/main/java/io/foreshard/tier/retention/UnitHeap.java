package io.foreshard.tier.retention;

import java.util.Arrays;

/** A binary heap of units with the least value first, which finds any of them by its slot: 16 bytes a slot. Not thread-safe. */
final class UnitHeap {
    private double[] values = new double[0];
    /** Position of each slot in {@link #heap}, or {@link UnitTable#NONE}. */
    private int[] positions = new int[0];
    /** Slots from position 1; the parent of position i is i / 2. */
    private int[] heap = new int[1];

    private int size;

    /** Adds a unit, or changes its value. */
    void put(int slot, double value) {
        if (slot >= positions.length) {
            positions = Arrays.copyOf(positions, UnitTable.larger(slot));
            values = Arrays.copyOf(values, positions.length);
            heap = Arrays.copyOf(heap, positions.length + 1);
        }
        if (positions[slot] == UnitTable.NONE) {
            place(slot, ++size);
        }
        values[slot] = value;
        settle(positions[slot]);
    }

    /** Removes a unit of the heap. */
    void remove(int slot) {
        int position = positions[slot];
        positions[slot] = UnitTable.NONE;
        int last = heap[size--];
        if (last != slot) {
            place(last, position);
            settle(position);
        }
    }

    /** Returns the slot of the unit with the least value, or {@link UnitTable#NONE}. */
    int least() {
        return size == 0 ? UnitTable.NONE : heap[1];
    }

    /** Returns the value that a slot was put with last, also after its removal. */
    double value(int slot) {
        return values[slot];
    }

    boolean contains(int slot) {
        return slot < positions.length && positions[slot] != UnitTable.NONE;
    }

    private void settle(int from) {
        int position = from;
        int slot = heap[position];
        while (position > 1 && values[heap[position / 2]] > values[slot]) {
            place(heap[position / 2], position);
            position /= 2;
        }
        while (2 * position <= size) {
            int child = 2 * position;
            if (child < size && values[heap[child + 1]] < values[heap[child]]) {
                child++;
            }
            if (values[heap[child]] >= values[slot]) {
                break;
            }
            place(heap[child], position);
            position = child;
        }
        place(slot, position);
    }

    private void place(int slot, int position) {
        heap[position] = slot;
        positions[slot] = position;
    }
}
