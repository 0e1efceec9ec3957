package io.foreshard.tier.retention;

import java.util.SplittableRandom;

/** Replays of accesses to units of equal size, for tests. */
final class Accesses {
    private Accesses() {}

    /** Returns accesses in which some units are much more frequent than others, with bursts, and scans of all units now and then. */
    static long[] random(long seed, int accesses, int units) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] result = new long[accesses];
        int scan = -1;
        for (int i = 0; i < accesses; i++) {
            scan = scan < 0 && random.nextInt(200) == 0 ? 0 : scan;
            if (scan >= 0) {
                result[i] = scan;
                scan = scan + 1 < units ? scan + 1 : -1;
            } else if (i > 0 && random.nextInt(4) == 0) {
                result[i] = result[i - 1];
            } else {
                result[i] = (long) (units * Math.pow(random.nextDouble(), 3));
            }
        }
        return result;
    }

    /** Replays accesses of units of one byte; returns whether each was a hit. The user of a unit is its number plus 1, and an access is an hour after the one before. */
    static boolean[] replay(RetentionPolicy policy, long[] accesses, int budget) {
        boolean[] hits = new boolean[accesses.length];
        for (int i = 0; i < accesses.length; i++) {
            long unit = accesses[i];
            long time = time(i);
            int user = (int) unit + 1;
            hits[i] = policy.contains(unit);
            policy.accessed(unit, user, time);
            if (!hits[i]) {
                policy.added(unit, 1, new int[] {user}, time);
            }
            policy.release(budget, victim -> true);
        }
        return hits;
    }

    static long time(int access) {
        return 1_000_000_000_000L + 3_600_000L * access;
    }

    static int misses(boolean[] hits) {
        int misses = 0;
        for (boolean hit : hits) {
            misses += hit ? 0 : 1;
        }
        return misses;
    }

    /** A policy for units of one byte, written for reading, against which the real one is compared. */
    interface Naive {
        /** Accesses a unit; returns whether it was a hit. At most the budget of units is kept. */
        boolean access(long unit, long timeMillis);
    }

    static boolean[] replay(Naive naive, long[] accesses) {
        boolean[] hits = new boolean[accesses.length];
        for (int i = 0; i < accesses.length; i++) {
            hits[i] = naive.access(accesses[i], time(i));
        }
        return hits;
    }
}
