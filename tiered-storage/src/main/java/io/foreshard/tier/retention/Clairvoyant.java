package io.foreshard.tier.retention;

import java.util.HashMap;
import java.util.Map;

/**
 * Releases the unit that is not accessed for the longest time from now on: a bound of all other policies, for units of one size.
 *
 * <p>Source: Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 1966. It knows all accesses beforehand and is for replays only. Not
 * thread-safe.
 */
final class Clairvoyant extends UnitOrder {
    private final int[] next;
    private final UnitHeap heap = new UnitHeap();
    private int access = -1;

    /** @param accesses the unit of each access that will follow */
    Clairvoyant(UnitTable units, long[] accesses) {
        super(units);
        next = new int[accesses.length];
        Map<Long, Integer> following = new HashMap<>();
        for (int i = accesses.length - 1; i >= 0; i--) {
            Integer after = following.put(accesses[i], i);
            next[i] = after == null ? Integer.MAX_VALUE : after;
        }
    }

    @Override
    void insert(int slot, int[] users, long timeMillis) {
        heap.put(slot, -(double) next[access]);
    }

    @Override
    void update(int slot, int bytes, int[] users, long timeMillis) {}

    @Override
    void touch(int slot, int user, long timeMillis) {
        heap.put(slot, -(double) next[++access]);
    }

    @Override
    void missed(long unit, int user, long timeMillis) {
        access++;
    }

    @Override
    int victim() {
        return heap.least();
    }

    @Override
    void withdraw(int slot) {
        heap.remove(slot);
    }

    @Override
    void restore(int slot) {
        heap.put(slot, heap.value(slot));
    }
}
