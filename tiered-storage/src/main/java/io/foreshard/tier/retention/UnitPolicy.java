package io.foreshard.tier.retention;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * The part that all policies share: the table of local units, and the loop that releases victims until the budget holds. A policy keeps an order of the units, from which victims
 * are taken. Not thread-safe.
 */
abstract class UnitPolicy implements RetentionPolicy {
    /** The local units. */
    final UnitTable units = new UnitTable();

    private int[] refused = new int[8];

    /** A unit became local; it is in the table, but not in the order. */
    abstract void insert(int slot, int[] users, long timeMillis);

    /** A local unit in the order is about to have other bytes, and has other rows. */
    abstract void update(int slot, int bytes, int[] users, long timeMillis);

    /** A row was accessed in a local unit. */
    abstract void touch(int slot, int user, long timeMillis);

    /** Returns the slot of the next victim, which is in the order; the order is not empty. */
    abstract int victim();

    /** Takes a unit out of the order. */
    abstract void withdraw(int slot);

    /** Takes a unit that could not be released into the order again; a queue takes it as its newest unit. */
    abstract void restore(int slot);

    /** A row was accessed in a unit that is not local. */
    void missed(long unit, int user, long timeMillis) {}

    /** A unit that is not in the order any more was released. */
    void released(int slot) {}

    /** A unit is about to lose its slot. */
    void forget(int slot) {}

    @Override
    public final void accessed(long unit, int user, long timeMillis) {
        int slot = units.find(unit);
        if (slot == UnitTable.NONE) {
            missed(unit, user, timeMillis);
        } else {
            touch(slot, user, timeMillis);
        }
    }

    @Override
    public final void added(long unit, int bytes, int[] users, long timeMillis) {
        if (bytes <= 0) {
            throw new IllegalArgumentException(
                    "A local unit takes space, but unit " + unit + " has " + bytes + " bytes.");
        }
        int slot = units.find(unit);
        if (slot == UnitTable.NONE) {
            insert(units.add(unit, bytes), users, timeMillis);
        } else {
            update(slot, bytes, users, timeMillis);
            units.resize(slot, bytes);
        }
    }

    @Override
    public final void removed(long unit) {
        int slot = units.find(unit);
        if (slot != UnitTable.NONE) {
            withdraw(slot);
            forget(slot);
            units.remove(slot);
        }
    }

    @Override
    public final long release(long budgetBytes, LongPredicate release) {
        long before = units.bytes();
        int kept = 0;
        while (units.bytes() > budgetBytes && kept < units.size()) {
            int slot = victim();
            withdraw(slot);
            if (release.test(units.unit(slot))) {
                released(slot);
                forget(slot);
                units.remove(slot);
            } else {
                if (kept == refused.length) {
                    refused = Arrays.copyOf(refused, 2 * kept);
                }
                refused[kept++] = slot;
            }
        }
        for (int i = 0; i < kept; i++) {
            restore(refused[i]);
        }
        return before - units.bytes();
    }

    @Override
    public final boolean contains(long unit) {
        return units.find(unit) != UnitTable.NONE;
    }

    @Override
    public final long bytes() {
        return units.bytes();
    }

    @Override
    public final int size() {
        return units.size();
    }
}
