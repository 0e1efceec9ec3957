package io.foreshard.tier.retention;

/** A queue of units, linked by their slots so that any of them is moved in constant time; a unit is in one queue of its {@link Links} at most. Not thread-safe. */
final class UnitQueue {
    private final UnitTable units;
    private final Links links;
    private int newest;
    private int oldest;
    private long bytes;

    UnitQueue(UnitTable units, Links links) {
        this.units = units;
        this.links = links;
    }

    /** Adds a unit that is in no queue, as the newest. */
    void add(int slot) {
        links.reserve(slot);
        links.newer[slot] = UnitTable.NONE;
        links.older[slot] = newest;
        if (newest == UnitTable.NONE) {
            oldest = slot;
        } else {
            links.newer[newest] = slot;
        }
        newest = slot;
        bytes += units.bytes(slot);
    }

    /** Removes a unit of this queue. */
    void remove(int slot) {
        int newer = links.newer[slot];
        int older = links.older[slot];
        if (newer == UnitTable.NONE) {
            newest = older;
        } else {
            links.older[newer] = older;
        }
        if (older == UnitTable.NONE) {
            oldest = newer;
        } else {
            links.newer[older] = newer;
        }
        bytes -= units.bytes(slot);
    }

    /** Makes a unit of this queue the newest. */
    void renew(int slot) {
        remove(slot);
        add(slot);
    }

    /** The unit of a slot of this queue is about to have other bytes. */
    void resized(int slot, int unitBytes) {
        bytes += unitBytes - units.bytes(slot);
    }

    /** Returns the slot of the oldest unit, or {@link UnitTable#NONE}. */
    int oldest() {
        return oldest;
    }

    /** Returns the slot of the next newer unit, or {@link UnitTable#NONE}. */
    int newer(int slot) {
        return links.newer[slot];
    }

    /** Returns the bytes of the units in this queue. */
    long bytes() {
        return bytes;
    }

    /** The neighbours of each unit in its queue: 8 bytes a slot. */
    static final class Links {
        private int[] newer = new int[0];
        private int[] older = new int[0];

        private void reserve(int slot) {
            if (slot >= newer.length) {
                newer = java.util.Arrays.copyOf(newer, UnitTable.larger(slot));
                older = java.util.Arrays.copyOf(older, newer.length);
            }
        }
    }
}
