package io.foreshard.tier.retention;

/** The order in which the local units of a table are released. It knows a unit by its slot. Not thread-safe. */
abstract class UnitOrder {
    /** The local units. */
    final UnitTable units;

    UnitOrder(UnitTable units) {
        this.units = units;
    }

    /** A unit became local; it is in the table, but not in the order. */
    abstract void insert(int slot, int[] users, long timeMillis);

    /** A local unit in the order is about to have other bytes, and has other rows. */
    abstract void update(int slot, int bytes, int[] users, long timeMillis);

    /** A row was accessed in a local unit. */
    abstract void touch(int slot, int user, long timeMillis);

    /** Returns the slot of the next victim, which is in the order; the order is not empty. */
    abstract int victim();

    /** Takes a unit out of the order: the next victim, or one that is not local any more. */
    abstract void withdraw(int slot);

    /** Takes a unit that could not be released into the order again; a queue takes it as its newest unit. */
    abstract void restore(int slot);

    /** A row was accessed in a unit that is not local. */
    void missed(long unit, int user, long timeMillis) {}

    /** A unit that is not in the order any more was released. */
    void released(int slot) {}

    /** A unit that is not in the order any more is about to lose its slot. */
    void forget(int slot) {}
}
