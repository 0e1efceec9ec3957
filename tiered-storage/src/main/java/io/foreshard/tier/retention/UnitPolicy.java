package io.foreshard.tier.retention;

import java.util.function.LongPredicate;

/** The part that all policies share: the table of local units, and the loop that releases victims until the budget holds. Not thread-safe. */
abstract class UnitPolicy implements RetentionPolicy {
    /** The local units. */
    final UnitTable units = new UnitTable();

    /** A unit became local; it is in the table. */
    abstract void insert(int slot, int[] users, long timeMillis);

    /** A local unit is about to have other bytes, and has other rows. */
    abstract void update(int slot, int bytes, int[] users, long timeMillis);

    /** A local unit was accessed. */
    abstract void touch(int slot, int user, long timeMillis);

    /** Returns the slot of the next victim; the table is not empty. */
    abstract int victim();

    /** The last victim cannot be released now: it is not the next victim again until all others were. */
    abstract void keep(int slot);

    /** A unit is about to be taken from the table. */
    abstract void forget(int slot, boolean released);

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
    public void accessed(long unit, int user, long timeMillis) {
        int slot = units.find(unit);
        if (slot != UnitTable.NONE) {
            touch(slot, user, timeMillis);
        }
    }

    @Override
    public final void removed(long unit) {
        int slot = units.find(unit);
        if (slot != UnitTable.NONE) {
            remove(slot, false);
        }
    }

    private void remove(int slot, boolean released) {
        forget(slot, released);
        units.remove(slot);
    }

    @Override
    public final long release(long budgetBytes, LongPredicate release) {
        long before = units.bytes();
        for (int tries = units.size(); tries > 0 && units.bytes() > budgetBytes; tries--) {
            int slot = victim();
            if (release.test(units.unit(slot))) {
                remove(slot, true);
            } else {
                keep(slot);
            }
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
