package io.foreshard.tier.retention;

/** Releases the unit whose last access is the longest ago (LRU). Not thread-safe. */
final class LeastRecentlyUsed extends UnitOrder {
    private final UnitQueue queue = new UnitQueue(units, new UnitQueue.Links());

    LeastRecentlyUsed(UnitTable units) {
        super(units);
    }

    @Override
    void insert(int slot, int[] users, long timeMillis) {
        queue.add(slot);
    }

    @Override
    void update(int slot, int bytes, int[] users, long timeMillis) {
        queue.resized(slot, bytes);
    }

    @Override
    void touch(int slot, int user, long timeMillis) {
        queue.renew(slot);
    }

    @Override
    int victim() {
        return queue.oldest();
    }

    @Override
    void withdraw(int slot) {
        queue.remove(slot);
    }

    @Override
    void restore(int slot) {
        queue.add(slot);
    }
}
