package io.foreshard.workbench.attack.kill;

/**
 * Outages of the store at the same times in all processes of a machine: in every second window of six seconds, for half a second to four seconds. Their lengths follow from the
 * seed, their begin from the clock. Immutable and thread-safe.
 */
final class Outages {
    private static final long WINDOW_MILLIS = 6_000;
    private static final long MIN_MILLIS = 500;
    private static final long RANGE_MILLIS = 3_500;

    private final long seed;

    Outages(long seed) {
        this.seed = seed;
    }

    /** Returns whether the store fails at a time. */
    boolean isAt(long millis) {
        long window = millis / WINDOW_MILLIS;
        if (window % 2 == 0) {
            return false;
        }
        long hash = (seed ^ window) * 0x9E3779B97F4A7C15L;
        long length = MIN_MILLIS + Long.remainderUnsigned(hash >>> 16, RANGE_MILLIS);
        return millis % WINDOW_MILLIS < length;
    }
}
