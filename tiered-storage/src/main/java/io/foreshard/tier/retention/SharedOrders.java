package io.foreshard.tier.retention;

import java.util.List;
import java.util.function.Function;

/** Several orders of the units of one table, one of which chooses the victims. Not thread-safe. */
final class SharedOrders extends UnitOrder {
    private final UnitOrder[] orders;
    private int chosen;

    /** @param orders creates the orders, of which the first one begins */
    SharedOrders(UnitTable units, List<Function<UnitTable, UnitOrder>> orders) {
        super(units);
        this.orders = orders.stream().map(order -> order.apply(units)).toArray(UnitOrder[]::new);
    }

    /** From now on another order chooses the victims. */
    void choose(int order) {
        chosen = order;
    }

    @Override
    void insert(int slot, int[] users, long timeMillis) {
        for (UnitOrder order : orders) {
            order.insert(slot, users, timeMillis);
        }
    }

    @Override
    void update(int slot, int bytes, int[] users, long timeMillis) {
        for (UnitOrder order : orders) {
            order.update(slot, bytes, users, timeMillis);
        }
    }

    @Override
    void touch(int slot, int user, long timeMillis) {
        for (UnitOrder order : orders) {
            order.touch(slot, user, timeMillis);
        }
    }

    @Override
    void missed(long unit, int user, long timeMillis) {
        for (UnitOrder order : orders) {
            order.missed(unit, user, timeMillis);
        }
    }

    @Override
    int victim() {
        return orders[chosen].victim();
    }

    /** The other orders keep a victim until it is released. */
    @Override
    void withdraw(int slot) {
        orders[chosen].withdraw(slot);
    }

    @Override
    void restore(int slot) {
        orders[chosen].restore(slot);
    }

    @Override
    void released(int slot) {
        orders[chosen].released(slot);
    }

    @Override
    void forget(int slot) {
        for (int i = 0; i < orders.length; i++) {
            if (i != chosen) {
                orders[i].withdraw(slot);
            }
            orders[i].forget(slot);
        }
    }
}
