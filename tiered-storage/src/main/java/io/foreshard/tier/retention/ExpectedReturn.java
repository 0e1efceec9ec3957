package io.foreshard.tier.retention;

import java.util.Arrays;

/**
 * Releases the unit whose users are the least likely to return, per byte.
 *
 * <p>The value of a unit is the sum over its users of (n - 1/2) / (n + 1) x exp(t / scale), divided by its bytes: n is the number of visits of the user, t the time of the last access.
 * The first factor estimates the share of users that return after n visits. The scale is the mean time between two visits of a user, rounded down to a power of 2 of milliseconds: it is learned, because the
 * same formula with a scale of 45 days has 10 times the misses of LRU on a trace of sessions. All values fade alike, so a unit is valued again only when it is accessed, and the next victim
 * is found in logarithmic time (forward decay: Cormode, Shkapenyuk, Srivastava, Xu, ICDE 2009).
 *
 * <p>A unit whose users are unknown counts as one of a user with one visit at the time of its last access. After a change of the scale each call values a few units again. At most 75
 * bytes a unit, 4 for each of its users, and 27 MB for the visits. Not thread-safe.
 */
final class ExpectedReturn extends UnitOrder {
    private static final int VALUED_AT_ONCE = 16;
    private static final double NEWCOMER = .25;

    private final UnitHeap heap = new UnitHeap();
    private final UserVisits visits;
    private int[][] usersOf = new int[0][];
    private long[] lastAccess = new long[0];
    private int scaleBits;
    private double scaleMillis;
    /** Slots below this one are to be valued with the current scale. */
    private int outdated;

    /** @param visits the visits of all users; orders of several tables may share it, as an access that is counted again changes nothing */
    ExpectedReturn(UnitTable units, UserVisits visits) {
        super(units);
        this.visits = visits;
        scale();
    }

    @Override
    void insert(int slot, int[] users, long timeMillis) {
        if (slot >= usersOf.length) {
            usersOf = Arrays.copyOf(usersOf, UnitTable.larger(slot));
            lastAccess = Arrays.copyOf(lastAccess, usersOf.length);
        }
        usersOf[slot] = distinct(users);
        lastAccess[slot] = timeMillis;
        heap.put(slot, value(slot, units.bytes(slot)));
    }

    private static int[] distinct(int[] users) {
        return users.length == 0
                ? RetentionPolicy.UNKNOWN_USERS
                : Arrays.stream(users).distinct().toArray();
    }

    @Override
    void update(int slot, int bytes, int[] users, long timeMillis) {
        usersOf[slot] = distinct(users);
        heap.put(slot, value(slot, bytes));
    }

    @Override
    void touch(int slot, int user, long timeMillis) {
        visited(user, timeMillis);
        lastAccess[slot] = Math.max(lastAccess[slot], timeMillis);
        heap.put(slot, value(slot, units.bytes(slot)));
    }

    @Override
    void missed(long unit, int user, long timeMillis) {
        visited(user, timeMillis);
    }

    private void visited(int user, long timeMillis) {
        if (user != RetentionPolicy.UNKNOWN_USER) {
            visits.accessed(user, timeMillis);
            scale();
        }
        for (int i = 0; i < VALUED_AT_ONCE && outdated > 1; i++) {
            int slot = --outdated;
            if (heap.contains(slot)) {
                heap.put(slot, value(slot, units.bytes(slot)));
            }
        }
    }

    private void scale() {
        int bits = Math.getExponent(visits.meanGapMillis());
        if (bits != scaleBits) {
            scaleBits = bits;
            scaleMillis = Math.scalb(1.0, bits);
            outdated = units.end();
        }
    }

    /** Returns the value as a time: that of the last visit of a single user with the same value, certain to return, in a unit of one byte. */
    private double value(int slot, int bytes) {
        int[] users = usersOf[slot];
        if (users.length == 0) {
            return lastAccess[slot] + scaleMillis * Math.log(NEWCOMER / bytes);
        }
        long latest = Long.MIN_VALUE;
        for (int user : users) {
            latest = Math.max(latest, visits.lastMillis(user));
        }
        double sum = 0;
        for (int user : users) {
            int n = Math.max(1, visits.visits(user));
            sum += (n - .5) / (n + 1) * Math.exp((visits.lastMillis(user) - latest) / scaleMillis);
        }
        return latest + scaleMillis * Math.log(sum / bytes);
    }

    @Override
    int victim() {
        return heap.least();
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
