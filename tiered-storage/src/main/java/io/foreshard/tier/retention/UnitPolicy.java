package io.foreshard.tier.retention;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.LongPredicate;

/** A table of the local units with an order of them, and the loop that releases victims until the budget holds. Not thread-safe. */
final class UnitPolicy implements RetentionPolicy {
    private final UnitTable units;
    private final UnitOrder order;
    private int[] refused = new int[8];

    /** @param order an order of the units of the table */
    UnitPolicy(UnitTable units, UnitOrder order) {
        this.units = units;
        this.order = order;
    }

    /** @param order creates the order of the units of a table */
    static UnitPolicy of(Function<UnitTable, ? extends UnitOrder> order) {
        UnitTable units = new UnitTable();
        return new UnitPolicy(units, order.apply(units));
    }

    @Override
    public void accessed(long unit, int user, long timeMillis) {
        int slot = units.find(unit);
        if (slot == UnitTable.NONE) {
            order.missed(unit, user, timeMillis);
        } else {
            order.touch(slot, user, timeMillis);
        }
    }

    @Override
    public void added(long unit, int bytes, int[] users, long timeMillis) {
        if (bytes <= 0) {
            throw new IllegalArgumentException(
                    "A local unit takes space, but unit " + unit + " has " + bytes + " bytes.");
        }
        int slot = units.find(unit);
        if (slot == UnitTable.NONE) {
            order.insert(units.add(unit, bytes), users, timeMillis);
        } else {
            order.update(slot, bytes, users, timeMillis);
            units.resize(slot, bytes);
        }
    }

    @Override
    public void removed(long unit) {
        int slot = units.find(unit);
        if (slot != UnitTable.NONE) {
            order.withdraw(slot);
            forget(slot);
        }
    }

    private void forget(int slot) {
        order.forget(slot);
        units.remove(slot);
    }

    @Override
    public long release(long budgetBytes, LongPredicate release) {
        long before = units.bytes();
        int kept = 0;
        while (units.bytes() > budgetBytes && kept < units.size()) {
            int slot = order.victim();
            order.withdraw(slot);
            if (release.test(units.unit(slot))) {
                order.released(slot);
                forget(slot);
            } else {
                if (kept == refused.length) {
                    refused = Arrays.copyOf(refused, 2 * kept);
                }
                refused[kept++] = slot;
            }
        }
        for (int i = 0; i < kept; i++) {
            order.restore(refused[i]);
        }
        return before - units.bytes();
    }

    @Override
    public boolean contains(long unit) {
        return units.find(unit) != UnitTable.NONE;
    }

    @Override
    public long bytes() {
        return units.bytes();
    }

    @Override
    public int size() {
        return units.size();
    }
}
