package io.foreshard.tier;

/** How often users access a partition: the number of accesses, each of which counts half after an hour. Thread-safe. */
final class Temperature {
    private static final double HALF_LIFE_MILLIS = 3_600_000;

    private double value;
    private long atMillis;
    /** Accesses since the node started that the value contains. */
    private long accesses;

    /** @param value the temperature at a time */
    Temperature(double value, long atMillis) {
        this.value = value;
        this.atMillis = atMillis;
    }

    synchronized double at(long nowMillis) {
        return value * Math.pow(.5, Math.max(0, nowMillis - atMillis) / HALF_LIFE_MILLIS);
    }

    /**
     * Adds the accesses since the last call.
     *
     * @param all accesses since the node started
     */
    synchronized void update(long all, long nowMillis) {
        value = at(nowMillis) + Math.max(0, all - accesses);
        accesses = all;
        atMillis = nowMillis;
    }

    /** Sets the value to that of another owner of the partition. */
    synchronized void raiseTo(double ofOwner, long nowMillis) {
        value = ofOwner;
        atMillis = nowMillis;
    }
}
