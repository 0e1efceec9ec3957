package io.foreshard.tier.retention;

/**
 * What is known of each user: the number of visits, the time of the last access, and the units that the last operation accessed; and how soon the user is expected to access a unit.
 *
 * <p>An operation is all accesses of a user within a second. A visit ends with 30 minutes without an access. A user waits for the next operation from the last one on; a hand goes round the
 * users, some at each access, and counts the time that those waited who have not returned yet.
 *
 * <p>A hash table with sets of eight entries of 37 bytes each; it doubles when a set overflows. With 2,097,152 entries it stays as it is, and a new user takes the entry of the set
 * whose last access is the longest ago. Not thread-safe.
 */
final class UserVisits {
    /** Accesses of a user within this time are one operation. */
    static final long OPERATION_MILLIS = 1_000;

    private static final long VISIT_GAP_MILLIS = 30 * 60 * 1000;
    private static final int SET = 8;
    private static final int MAX_ENTRIES = 1 << 21;
    private static final int MAX_VISITS = Byte.MAX_VALUE;
    /** Accesses after which a half of the counts of accesses is forgotten. */
    private static final int HALVED_AFTER = 8_192;
    /** Entries that the hand passes at an access. */
    private static final int PASSED = 16;

    private final ReturnRates rates = new ReturnRates();
    private int[] users;
    private byte[] visits;
    private long[] lastMillis;
    /** Time until which the waiting of a user is counted. */
    private long[] countedMillis;

    /** A bit of the hash of each unit that the last operation accessed, and that the one before accessed. */
    private long[] units;

    private long[] unitsBefore;
    private int hand;
    /** Accesses to units of the user that the operation before had accessed, and to other ones that held rows of the user. */
    private double again = 1;

    private double skipped = 1;

    UserVisits() {
        allocate(1 << 10);
    }

    private void allocate(int entries) {
        users = new int[entries];
        visits = new byte[entries];
        units = new long[entries];
        unitsBefore = new long[entries];
        lastMillis = new long[entries];
        countedMillis = new long[entries];
    }

    /**
     * Counts an access of a user.
     *
     * @param hasRows whether the unit was known to have rows of the user
     */
    void accessed(int user, long unit, boolean hasRows, long timeMillis) {
        int entry = find(user);
        if (entry < 0) {
            entry = free(user);
            users[entry] = user;
            visits[entry] = 1;
            units[entry] = 0;
            unitsBefore[entry] = 0;
            lastMillis[entry] = timeMillis;
            countedMillis[entry] = timeMillis;
        } else if (timeMillis - lastMillis[entry] >= OPERATION_MILLIS) {
            returned(entry, timeMillis);
        }
        long bit = bit(unit);
        if (hasRows && unitsBefore[entry] != 0 && (units[entry] & bit) == 0) {
            count((unitsBefore[entry] & bit) != 0);
        }
        units[entry] |= bit;
        for (int i = 0; i < PASSED; i++) {
            hand = hand + 1 & users.length - 1;
            if (visits[hand] > 0) {
                wait(hand, timeMillis);
            }
        }
    }

    private void returned(int entry, long timeMillis) {
        long gap = timeMillis - lastMillis[entry];
        wait(entry, timeMillis);
        rates.returned(visits[entry], gap);
        if (gap > VISIT_GAP_MILLIS) {
            visits[entry] = (byte) Math.min(MAX_VISITS, visits[entry] + 1);
        }
        unitsBefore[entry] = units[entry];
        units[entry] = 0;
        lastMillis[entry] = timeMillis;
        countedMillis[entry] = timeMillis;
    }

    private void count(boolean isAgain) {
        again += isAgain ? 1 : 0;
        skipped += isAgain ? 0 : 1;
        if (again + skipped > HALVED_AFTER) {
            again /= 2;
            skipped /= 2;
        }
    }

    private static long bit(long unit) {
        return 1L << (UnitTable.mix(unit) >>> 58);
    }

    private void wait(int entry, long timeMillis) {
        if (timeMillis > countedMillis[entry]) {
            long last = lastMillis[entry];
            rates.waited(visits[entry], countedMillis[entry] - last, timeMillis - last);
            countedMillis[entry] = timeMillis;
        }
    }

    private int find(int user) {
        int set = set(user);
        for (int entry = set; entry < set + SET; entry++) {
            if (users[entry] == user && visits[entry] > 0) {
                return entry;
            }
        }
        return -1;
    }

    /** Returns the entry that a new user takes. */
    private int free(int user) {
        while (true) {
            int set = set(user);
            int oldest = set;
            for (int entry = set; entry < set + SET; entry++) {
                oldest = visits[entry] == 0 || visits[oldest] != 0 && lastMillis[entry] < lastMillis[oldest]
                        ? entry
                        : oldest;
            }
            if (visits[oldest] == 0 || users.length == MAX_ENTRIES) {
                return oldest;
            }
            grow();
        }
    }

    private void grow() {
        int[] oldUsers = users;
        byte[] oldVisits = visits;
        long[] oldUnits = units;
        long[] oldBefore = unitsBefore;
        long[] oldLast = lastMillis;
        long[] oldCounted = countedMillis;
        allocate(2 * oldUsers.length);
        for (int old = 0; old < oldUsers.length; old++) {
            if (oldVisits[old] > 0) {
                int entry = free(oldUsers[old]);
                users[entry] = oldUsers[old];
                visits[entry] = oldVisits[old];
                units[entry] = oldUnits[old];
                unitsBefore[entry] = oldBefore[old];
                lastMillis[entry] = oldLast[old];
                countedMillis[entry] = oldCounted[old];
            }
        }
    }

    /** Returns the number of visits of a user, 0 to 127. */
    int visits(int user) {
        int entry = find(user);
        return entry < 0 ? 0 : visits[entry];
    }

    /**
     * Returns how soon a user is expected to access a unit that has rows of the user: the rate of returns, per millisecond, times the share of the returns that access the unit.
     *
     * <p>A unit that the last operation did not access counts less, as reads of the last rows leave older ones: how much less is learned.
     */
    double rate(int user, long unit, long nowMillis) {
        int entry = find(user);
        if (entry < 0) {
            return newcomer(0);
        }
        long idle = Math.max(0, nowMillis - lastMillis[entry]);
        // An operation that is under way may access the units of the one before yet.
        long accessed = idle < OPERATION_MILLIS ? units[entry] | unitsBefore[entry] : units[entry];
        double share = (accessed & bit(unit)) != 0 ? 1 : Math.min(1, skipped / again);
        return share * rates.index(visits[entry], idle);
    }

    /** Returns the rate of returns of a user with one visit, per millisecond. */
    double newcomer(double idleMillis) {
        return rates.index(1, idleMillis);
    }

    private int set(int user) {
        return (int) UnitTable.mix(user) & users.length - SET;
    }
}
