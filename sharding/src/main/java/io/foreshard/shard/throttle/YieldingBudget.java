package io.foreshard.shard.throttle;

/**
 * The bytes per second that background work may take while the operations of users stay fast: moves between servers, and prefetches.
 *
 * <p>Multiplicative increase and decrease (Chiu and Jain, Analysis of the Increase and Decrease Algorithms for Congestion Avoidance, 1989): each second in which
 * operations are slow halves the budget, each other second adds an eighth. Servers need no equal budgets, for which an increase would have to be additive; one step for
 * all budgets would be slow for large ones, or too much for small ones. Slow means that their p99 is above twice the quiet p99, which is the mean of the
 * seconds without such work, with a half-life of a minute. Differences below a millisecond do not count. A quiet second that is slow counts as one at the
 * limit: a stall of a second must not hide the delays of the next second with work. As long as no second was quiet, the least p99 so far takes the place of the quiet one.
 * Not thread-safe.
 */
public final class YieldingBudget {
    /** The least maximum, in bytes per second. */
    public static final long LEAST_MAXIMUM = 64;

    private static final double SLOW = 2;
    private static final long MIN_DELAY_NANOS = 1_000_000;
    private static final int DECREASE = 2;
    /** Growth in a second, as a part of the budget: a budget that was halved is back after six seconds. */
    private static final int GROWTH = 8;
    /** The floor, as a part of the maximum: the work goes on, however slow operations are for other reasons. */
    private static final int FLOOR = 16;
    /** The budget at the beginning, as a part of the maximum. */
    private static final int START = 4;

    private static final double HALF_LIFE_SECONDS = 60;
    private static final double WEIGHT = 1 - StrictMath.pow(0.5, 1 / HALF_LIFE_SECONDS);

    private long max;
    private long min;
    private long bytesPerSecond;
    private double quietNanos;
    private long quietSeconds;
    private long workedSeconds;
    private long slowSeconds;

    /**
     * @param max the maximum, at least 64 bytes per second; the budget is never below its 16th part
     * @throws IllegalArgumentException if it is less
     */
    public YieldingBudget(long max) {
        bytesPerSecond = max / START;
        limit(max);
    }

    /**
     * Changes the maximum; the budget stays within the new bounds.
     *
     * @throws IllegalArgumentException if it is less than 64 bytes per second
     */
    public void limit(long newMax) {
        if (newMax < LEAST_MAXIMUM) {
            throw new IllegalArgumentException(
                    "The maximum of a budget is at least " + LEAST_MAXIMUM + " bytes per second, not " + newMax + ".");
        }
        max = newMax;
        min = max / FLOOR;
        bytesPerSecond = Math.max(min, Math.min(max, bytesPerSecond));
    }

    /**
     * Adds a second without background work.
     *
     * @param p99Nanos the 99th percentile of the latency of operations in it, at least 0
     */
    public void quiet(long p99Nanos) {
        quietSeconds++;
        double sample = quietSeconds == 1 ? p99Nanos : Math.min(p99Nanos, slowNanos());
        quietNanos += Math.max(1.0 / quietSeconds, WEIGHT) * (sample - quietNanos);
    }

    /**
     * Adds a second with background work, and changes the budget.
     *
     * @param p99Nanos as in {@link #quiet}
     */
    public void worked(long p99Nanos) {
        if (quietSeconds == 0) {
            quietNanos = workedSeconds == 0 ? p99Nanos : Math.min(quietNanos, p99Nanos);
        }
        workedSeconds++;
        if (p99Nanos > slowNanos()) {
            bytesPerSecond = Math.max(min, bytesPerSecond / DECREASE);
            slowSeconds++;
        } else {
            bytesPerSecond = Math.min(max, bytesPerSecond + Math.max(1, bytesPerSecond / GROWTH));
        }
    }

    private double slowNanos() {
        return Math.max(SLOW * quietNanos, quietNanos + MIN_DELAY_NANOS);
    }

    /** Returns the budget, from the 16th part of the maximum to the maximum. */
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Returns the quiet p99 in nanoseconds; 0 as long as it is unknown. */
    public long quietP99Nanos() {
        return Math.round(quietNanos);
    }

    /** Returns the number of seconds with background work in which operations were slow. */
    public long slowSeconds() {
        return slowSeconds;
    }
}
