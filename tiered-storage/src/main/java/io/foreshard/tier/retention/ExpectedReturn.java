package io.foreshard.tier.retention;

import java.util.Arrays;

/**
 * Releases the unit whose users are expected to return to it the latest, per byte.
 *
 * <p>The value of a unit is the sum over its users of the rate at which they are expected to access it, as {@link UserVisits} learned it, divided by its bytes. Among units of one size
 * the order of these rates has the fewest misses that a policy can have without other knowledge (Panigrahy, Nain, Neglia, Towsley, "A new upper bound on cache hit probability for non-anticipative caching policies",
 * Performance Evaluation 2021).
 *
 * <p>All values change with time. Each access values eight units again in turn, and a victim is valued again before it is released. A unit whose users are unknown counts as one of a user
 * with one visit at the time of its last access. At most 75 bytes a unit, 4 for each of its users, and 78 MB for the visits. Not thread-safe.
 */
final class ExpectedReturn extends UnitOrder {
    private static final int VALUED_AT_ONCE = 8;

    private final UnitHeap heap = new UnitHeap();
    private final UserVisits visits;
    private int[][] usersOf = new int[0][];
    private long[] lastAccess = new long[0];
    private long nowMillis = Long.MIN_VALUE;
    private int hand;

    /** @param visits the visits of all users; orders of several tables may share it, as an access that is counted again changes nothing */
    ExpectedReturn(UnitTable units, UserVisits visits) {
        super(units);
        this.visits = visits;
    }

    @Override
    void insert(int slot, int[] users, long timeMillis) {
        if (slot >= usersOf.length) {
            usersOf = Arrays.copyOf(usersOf, UnitTable.larger(slot));
            lastAccess = Arrays.copyOf(lastAccess, usersOf.length);
        }
        lastAccess[slot] = timeMillis;
        update(slot, units.bytes(slot), users, timeMillis);
    }

    @Override
    void update(int slot, int bytes, int[] users, long timeMillis) {
        nowMillis = Math.max(nowMillis, timeMillis);
        usersOf[slot] = distinct(users);
        heap.put(slot, value(slot, bytes));
    }

    private static int[] distinct(int[] users) {
        return users.length == 0
                ? RetentionPolicy.UNKNOWN_USERS
                : Arrays.stream(users).distinct().toArray();
    }

    @Override
    void touch(int slot, int user, long timeMillis) {
        lastAccess[slot] = Math.max(lastAccess[slot], timeMillis);
        accessed(units.unit(slot), user, has(usersOf[slot], user), timeMillis);
        heap.put(slot, value(slot, units.bytes(slot)));
    }

    private static boolean has(int[] users, int user) {
        for (int known : users) {
            if (known == user) {
                return true;
            }
        }
        return false;
    }

    @Override
    void missed(long unit, int user, long timeMillis) {
        accessed(unit, user, false, timeMillis);
    }

    private void accessed(long unit, int user, boolean hasRows, long timeMillis) {
        nowMillis = Math.max(nowMillis, timeMillis);
        if (user != RetentionPolicy.UNKNOWN_USER) {
            visits.accessed(user, unit, hasRows, timeMillis);
        }
        for (int i = 0; i < VALUED_AT_ONCE; i++) {
            hand = hand + 1 < units.end() ? hand + 1 : 0;
            if (heap.contains(hand)) {
                heap.put(hand, value(hand, units.bytes(hand)));
            }
        }
    }

    private double value(int slot, int bytes) {
        int[] users = usersOf[slot];
        if (users.length == 0) {
            return visits.newcomer(Math.max(0, nowMillis - lastAccess[slot])) / bytes;
        }
        double sum = 0;
        for (int user : users) {
            sum += visits.rate(user, units.unit(slot), nowMillis);
        }
        return sum / bytes;
    }

    @Override
    int victim() {
        int victim = heap.least();
        for (int i = 0; i < VALUED_AT_ONCE; i++) {
            heap.put(victim, value(victim, units.bytes(victim)));
            int least = heap.least();
            if (least == victim) {
                break;
            }
            victim = least;
        }
        return victim;
    }

    @Override
    void withdraw(int slot) {
        heap.remove(slot);
    }

    @Override
    void restore(int slot) {
        heap.put(slot, value(slot, units.bytes(slot)));
    }

    @Override
    void forget(int slot) {
        usersOf[slot] = null;
    }
}
