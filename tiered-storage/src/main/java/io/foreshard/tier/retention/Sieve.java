package io.foreshard.tier.retention;

import java.util.BitSet;

/**
 * SIEVE: a hand moves over the units from the oldest addition to the newest and releases the first one that was not accessed since it was added or since the hand passed it.
 *
 * <p>Source: Zhang, Yang, Yue, Vigfusson, Rashmi, "SIEVE is simpler than LRU: an efficient turn-key eviction algorithm for web caches", NSDI 2024. An access sets one bit. Not
 * thread-safe.
 */
final class Sieve extends UnitOrder {
    private final UnitQueue queue = new UnitQueue(units, new UnitQueue.Links());
    private final BitSet visited = new BitSet();
    private int hand;

    Sieve(UnitTable units) {
        super(units);
    }

    @Override
    void insert(int slot, int[] users, long timeMillis) {
        visited.clear(slot);
        queue.add(slot);
    }

    @Override
    void update(int slot, int bytes, int[] users, long timeMillis) {
        queue.resized(slot, bytes);
    }

    @Override
    void touch(int slot, int user, long timeMillis) {
        visited.set(slot);
    }

    @Override
    int victim() {
        start();
        while (visited.get(hand)) {
            visited.clear(hand);
            hand = queue.newer(hand);
            start();
        }
        return hand;
    }

    private void start() {
        if (hand == UnitTable.NONE) {
            hand = queue.oldest();
        }
    }

    @Override
    void withdraw(int slot) {
        if (hand == slot) {
            hand = queue.newer(slot);
        }
        queue.remove(slot);
    }

    @Override
    void restore(int slot) {
        queue.add(slot);
    }
}
