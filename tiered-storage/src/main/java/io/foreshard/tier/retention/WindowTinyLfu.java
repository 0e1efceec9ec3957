package io.foreshard.tier.retention;

import java.util.Arrays;

/**
 * W-TinyLFU: a unit that moves from a small window to the main part is kept only if it was accessed more often lately than the oldest unit there; the main part is a segmented LRU.
 *
 * <p>Source: Einziger, Friedman, Manes, "TinyLFU: a highly efficient cache admission policy", ACM Transactions on Storage 2017, with the shares of Caffeine: a hundredth of the bytes in the
 * window, four fifths of the rest protected. The window does not adapt. Not thread-safe.
 */
final class WindowTinyLfu extends UnitOrder {
    private static final int WINDOW_SHARE = 100;
    private static final double PROTECTED_SHARE = .8;
    private static final byte WINDOW = 0;
    private static final byte PROBATION = 1;
    private static final byte GUARDED = 2;

    private final UnitQueue.Links links = new UnitQueue.Links();
    private final UnitQueue window = new UnitQueue(units, links);
    private final UnitQueue probation = new UnitQueue(units, links);
    private final UnitQueue guarded = new UnitQueue(units, links);
    private final FrequencySketch frequencies = new FrequencySketch();
    private final UnitQueue[] queues = {window, probation, guarded};
    /** Index of the queue of each unit. */
    private byte[] queueOf = new byte[0];
    /** The last unit that moved from the window to the main part, if it is still on probation. */
    private int candidate;

    WindowTinyLfu(UnitTable units) {
        super(units);
    }

    @Override
    void insert(int slot, int[] users, long timeMillis) {
        if (slot >= queueOf.length) {
            queueOf = Arrays.copyOf(queueOf, UnitTable.larger(slot));
        }
        frequencies.reserve(units.size());
        add(slot, WINDOW);
        while (window.bytes() * WINDOW_SHARE > units.bytes() && window.oldest() != slot) {
            int oldest = window.oldest();
            move(oldest, PROBATION);
            candidate = oldest;
        }
    }

    private void add(int slot, byte queue) {
        queueOf[slot] = queue;
        queues[queue].add(slot);
    }

    private void move(int slot, byte queue) {
        withdraw(slot);
        add(slot, queue);
    }

    @Override
    void update(int slot, int bytes, int[] users, long timeMillis) {
        queues[queueOf[slot]].resized(slot, bytes);
    }

    @Override
    void missed(long unit, int user, long timeMillis) {
        frequencies.add(unit);
    }

    @Override
    void touch(int slot, int user, long timeMillis) {
        frequencies.add(units.unit(slot));
        move(slot, queueOf[slot] == WINDOW ? WINDOW : GUARDED);
        double limit = PROTECTED_SHARE * (units.bytes() - window.bytes());
        while (guarded.bytes() > limit) {
            move(guarded.oldest(), PROBATION);
        }
    }

    @Override
    int victim() {
        int victim = oldest();
        int contender = candidate;
        candidate = UnitTable.NONE;
        boolean loses = contender != UnitTable.NONE && estimate(contender) <= estimate(victim);
        return loses ? contender : victim;
    }

    private int oldest() {
        if (probation.oldest() != UnitTable.NONE) {
            return probation.oldest();
        }
        return guarded.oldest() == UnitTable.NONE ? window.oldest() : guarded.oldest();
    }

    private int estimate(int slot) {
        return frequencies.estimate(units.unit(slot));
    }

    @Override
    void withdraw(int slot) {
        queues[queueOf[slot]].remove(slot);
        candidate = candidate == slot ? UnitTable.NONE : candidate;
    }

    @Override
    void restore(int slot) {
        add(slot, queueOf[slot]);
    }
}
