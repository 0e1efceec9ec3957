package io.foreshard.tier.retention;

/**
 * The visits of each user: their number, and the time of the last access. A visit ends with 30 minutes without an access.
 *
 * <p>A hash table with sets of eight entries of 13 bytes each; it doubles when a set overflows. With 2,097,152 entries it stays as it is, and a new user takes the entry of the set
 * whose last access is the longest ago. Not thread-safe.
 */
final class UserVisits {
    private static final long VISIT_GAP_MILLIS = 30 * 60 * 1000;
    private static final int SET = 8;
    private static final int MAX_ENTRIES = 1 << 21;
    private static final int MAX_VISITS = Byte.MAX_VALUE;
    /** Visits over which the gap is averaged. */
    private static final int MEAN_OVER = 4_096;

    private int[] users;
    private byte[] visits;
    private long[] lastMillis;
    private double meanGapMillis = VISIT_GAP_MILLIS;
    private int gaps;

    UserVisits() {
        allocate(1 << 10);
    }

    private void allocate(int entries) {
        users = new int[entries];
        visits = new byte[entries];
        lastMillis = new long[entries];
    }

    /** Counts an access of a user. */
    void accessed(int user, long timeMillis) {
        int entry = find(user);
        if (entry < 0) {
            put(user, 1, timeMillis);
            return;
        }
        long gap = timeMillis - lastMillis[entry];
        if (gap > VISIT_GAP_MILLIS) {
            visits[entry] = (byte) Math.min(MAX_VISITS, visits[entry] + 1);
            gaps = Math.min(MEAN_OVER, gaps + 1);
            meanGapMillis += (gap - meanGapMillis) / gaps;
        }
        lastMillis[entry] = Math.max(lastMillis[entry], timeMillis);
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

    private void put(int user, int count, long timeMillis) {
        while (true) {
            int set = set(user);
            int oldest = set;
            for (int entry = set; entry < set + SET; entry++) {
                oldest = visits[entry] == 0 || visits[oldest] != 0 && lastMillis[entry] < lastMillis[oldest]
                        ? entry
                        : oldest;
            }
            if (visits[oldest] == 0 || users.length == MAX_ENTRIES) {
                users[oldest] = user;
                visits[oldest] = (byte) count;
                lastMillis[oldest] = timeMillis;
                return;
            }
            grow();
        }
    }

    private void grow() {
        int[] oldUsers = users;
        byte[] oldVisits = visits;
        long[] oldMillis = lastMillis;
        allocate(2 * oldUsers.length);
        for (int entry = 0; entry < oldUsers.length; entry++) {
            if (oldVisits[entry] > 0) {
                put(oldUsers[entry], oldVisits[entry], oldMillis[entry]);
            }
        }
    }

    /** Returns the number of visits of a user, 0 to 127. */
    int visits(int user) {
        int entry = find(user);
        return entry < 0 ? 0 : visits[entry];
    }

    /** Returns the time of the last access of a user, 0 if it is unknown. */
    long lastMillis(int user) {
        int entry = find(user);
        return entry < 0 ? 0 : lastMillis[entry];
    }

    /** Returns the mean time from the end of a visit to the next one of the same user, at least 30 minutes. */
    double meanGapMillis() {
        return meanGapMillis;
    }

    private int set(int user) {
        return (int) UnitTable.mix(user) & users.length - SET;
    }
}
