package io.foreshard.tier.retention;

import java.util.Arrays;

/**
 * S3-FIFO: units that are accessed at most once are released soon from a small queue, the others stay in the main one; a unit that is added again soon after its release goes to the main
 * queue at once.
 *
 * <p>Source: Yang, Zhang, Qiu, Yue, Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023, with its shares: a tenth of the bytes in the small queue, and as
 * many units remembered after their release as the main queue has. Not thread-safe.
 */
final class SmallMainFifo extends UnitOrder {
    private static final int SMALL_SHARE = 10;
    private static final byte MAX_ACCESSES = 3;
    private static final byte MIN_ACCESSES = 2;
    private static final byte MAIN = 4;

    private final UnitQueue.Links links = new UnitQueue.Links();
    private final UnitQueue small = new UnitQueue(units, links);
    private final UnitQueue main = new UnitQueue(units, links);
    /** Accesses of a unit, at most {@link #MAX_ACCESSES}, plus {@link #MAIN} in the main queue. */
    private byte[] states = new byte[0];

    private int mainUnits;
    private final UnitTable ghosts = new UnitTable();
    private final UnitQueue ghostQueue = new UnitQueue(ghosts, new UnitQueue.Links());

    SmallMainFifo(UnitTable units) {
        super(units);
    }

    @Override
    void insert(int slot, int[] users, long timeMillis) {
        if (slot >= states.length) {
            states = Arrays.copyOf(states, UnitTable.larger(slot));
        }
        int ghost = ghosts.find(units.unit(slot));
        if (ghost == UnitTable.NONE) {
            states[slot] = 0;
            small.add(slot);
        } else {
            dropGhost(ghost);
            addToMain(slot, 0);
        }
    }

    @Override
    void update(int slot, int bytes, int[] users, long timeMillis) {
        queue(slot).resized(slot, bytes);
    }

    @Override
    void touch(int slot, int user, long timeMillis) {
        if (accesses(slot) < MAX_ACCESSES) {
            states[slot]++;
        }
    }

    @Override
    int victim() {
        while (true) {
            boolean fromSmall = small.oldest() != UnitTable.NONE && small.bytes() * SMALL_SHARE > units.bytes()
                    || main.oldest() == UnitTable.NONE;
            int slot = fromSmall ? small.oldest() : main.oldest();
            int accesses = accesses(slot);
            if (accesses < (fromSmall ? MIN_ACCESSES : 1)) {
                return slot;
            }
            withdraw(slot);
            addToMain(slot, fromSmall ? 0 : accesses - 1);
        }
    }

    @Override
    void withdraw(int slot) {
        queue(slot).remove(slot);
        mainUnits -= isMain(slot) ? 1 : 0;
    }

    @Override
    void restore(int slot) {
        addToMain(slot, 0);
    }

    @Override
    void released(int slot) {
        if (isMain(slot)) {
            return;
        }
        ghostQueue.add(ghosts.add(units.unit(slot), 1));
        while (ghosts.size() > Math.max(1, mainUnits)) {
            dropGhost(ghostQueue.oldest());
        }
    }

    private void addToMain(int slot, int accesses) {
        states[slot] = (byte) (MAIN + accesses);
        main.add(slot);
        mainUnits++;
    }

    private void dropGhost(int ghost) {
        ghostQueue.remove(ghost);
        ghosts.remove(ghost);
    }

    private UnitQueue queue(int slot) {
        return isMain(slot) ? main : small;
    }

    private boolean isMain(int slot) {
        return states[slot] >= MAIN;
    }

    private int accesses(int slot) {
        return states[slot] % MAIN;
    }
}
