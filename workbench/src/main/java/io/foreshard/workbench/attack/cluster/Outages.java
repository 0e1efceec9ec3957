package io.foreshard.workbench.attack.cluster;

/**
 * Outages of the store at the same times in all processes of a machine: in every second window of six seconds, for half a second to four seconds. Their lengths follow from the
 * seed, their begin from the clock. Immutable and thread-safe.
 */
public final class Outages {
    /** The property of a server process that has the seed of its outages. */
    public static final String SEED_PROPERTY = "foreshard.attack.seed";

    private static final long WINDOW_MILLIS = 6_000;
    private static final long MIN_MILLIS = 500;
    private static final long RANGE_MILLIS = 3_500;

    private final long seed;

    /** Creates the outages that follow from a seed. */
    public Outages(long seed) {
        this.seed = seed;
    }

    /** Returns the outages of the store of this process, which happen while the recorder allows them. */
    static Outages ofThisProcess() {
        return new Outages(Long.getLong(SEED_PROPERTY));
    }

    /** Returns whether the store fails at a time. */
    public boolean isAt(long millis) {
        long window = millis / WINDOW_MILLIS;
        if (window % 2 == 0) {
            return false;
        }
        long hash = (seed ^ window) * 0x9E3779B97F4A7C15L;
        long length = MIN_MILLIS + Long.remainderUnsigned(hash >>> 16, RANGE_MILLIS);
        return millis % WINDOW_MILLIS < length;
    }
}
