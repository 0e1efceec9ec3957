package io.foreshard.predict;

import io.foreshard.ingest.Sessions;
import io.foreshard.profile.WindowedAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The definition of a session of one table, learned from the pauses between the actions of its users. Immutable and thread-safe.
 *
 * <p>Where users return in sessions, the rate at which pauses end has a valley: before it the users continue, after it they return another time. The
 * rate at {@code t} is the share of the pauses of at least {@code t} that end before {@code 2t}. The gap is the middle of the interval with the lowest
 * rate, from 5 minutes to 6 hours.
 *
 * <p>Where more than half of the pauses are longer than an hour, the table is <em>case-like</em>, as the log of a process: all actions of a user are one
 * case. A case is over when its pause exceeds 99 % of the pauses within cases.
 *
 * <p>With few pauses or without a valley the gap is {@link Sessions#GAP}.
 */
public final class SessionGap {
    /** A gap of 30 minutes, for tables with little data. */
    public static final SessionGap DEFAULT = of(Sessions.GAP);

    static final Duration MIN = Duration.ofMinutes(5);
    static final Duration MAX = Duration.ofHours(6);

    private static final long NO_GAP = Long.MAX_VALUE;
    private static final int MIN_PAUSES = 200;
    /** With fewer pauses the standard error of a rate is above a tenth of it. */
    private static final int MIN_RATE_PAUSES = 100;

    private static final Duration CASE_MEDIAN = Duration.ofHours(1);
    private static final double CASE_QUANTILE = .99;
    private static final double FIRST_MILLIS = 30_000;
    private static final double STEP = Math.pow(2, .25);
    /** Number of steps: up to 8 days. */
    private static final int STEPS = 60;
    /** The lowest rate is below this share of the highest rates on both sides. */
    private static final double VALLEY = .8;

    private final long gapMillis;
    private final long endMillis;

    private SessionGap(long gapMillis, long endMillis) {
        if (endMillis < 0 || gapMillis < endMillis) {
            throw new IllegalArgumentException("A session has a gap of at least 0 ms, but it was " + gapMillis
                    + " ms with an end after " + endMillis + " ms.");
        }
        this.gapMillis = gapMillis;
        this.endMillis = endMillis;
    }

    /** Returns the definition with a gap: a longer pause separates two sessions. */
    public static SessionGap of(Duration gap) {
        return new SessionGap(gap.toMillis(), gap.toMillis());
    }

    /** Returns the case-like definition: no pause separates a user's actions, and a case is over after a longer pause than {@code end}. */
    public static SessionGap cases(Duration end) {
        return new SessionGap(NO_GAP, end.toMillis());
    }

    /** Learns the definition from sequences of actions, each of one user. */
    public static SessionGap learn(List<ActionSequence> users) {
        return learn(users.stream()
                .map(ActionSequence::actions)
                .flatMapToLong(actions -> IntStream.range(1, actions.size())
                        .mapToLong(i -> pauseMillis(actions.get(i - 1), actions.get(i))))
                .sorted()
                .toArray());
    }

    private static long pauseMillis(WindowedAction earlier, WindowedAction later) {
        return Duration.between(earlier.time(), later.time()).toMillis();
    }

    /**
     * Learns the definition from pauses.
     *
     * @param pauses milliseconds in ascending order
     */
    static SessionGap learn(long[] pauses) {
        if (pauses.length < MIN_PAUSES) {
            return DEFAULT;
        }
        if (pauses[pauses.length / 2] > CASE_MEDIAN.toMillis()) {
            return cases(Duration.ofMillis(pauses[(int) (CASE_QUANTILE * (pauses.length - 1))]));
        }
        double[] rates = IntStream.range(0, STEPS)
                .mapToDouble(i -> rate(pauses, FIRST_MILLIS * Math.pow(STEP, i)))
                .takeWhile(rate -> rate >= 0)
                .toArray();
        int lowest = -1;
        for (int i = 0; i < rates.length; i++) {
            long middle = middleMillis(i);
            boolean allowed = middle >= MIN.toMillis() && middle <= MAX.toMillis();
            if (allowed && (lowest < 0 || rates[i] < rates[lowest])) {
                lowest = i;
            }
        }
        boolean valley = lowest >= 0
                && rates[lowest] < VALLEY * max(rates, 0, lowest)
                && rates[lowest] < VALLEY * max(rates, lowest, rates.length);
        return valley ? of(Duration.ofMillis(middleMillis(lowest))) : DEFAULT;
    }

    /** Returns the geometric middle of an interval from {@code t} to {@code 2t}. */
    private static long middleMillis(int step) {
        return Math.round(FIRST_MILLIS * Math.pow(STEP, step) * Math.sqrt(2));
    }

    /** Returns the share of the pauses of at least {@code pause} that end before twice of it, -1 if these are too few. */
    private static double rate(long[] pauses, double pause) {
        int longer = pauses.length - shorter(pauses, pause);
        int muchLonger = pauses.length - shorter(pauses, 2 * pause);
        return longer < MIN_RATE_PAUSES ? -1 : (double) (longer - muchLonger) / longer;
    }

    private static int shorter(long[] pauses, double pause) {
        int low = 0;
        int high = pauses.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pauses[middle] < pause) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double max(double[] rates, int from, int to) {
        double max = 0;
        for (int i = from; i < to; i++) {
            max = Math.max(max, rates[i]);
        }
        return max;
    }

    /** Returns whether all actions of a user are one case. */
    public boolean isCaseLike() {
        return gapMillis == NO_GAP;
    }

    /** Returns the pause after which a session is over if it has no action yet: the gap, or the longest usual pause of a case. */
    public Duration end() {
        return Duration.ofMillis(endMillis);
    }

    /** Returns the pause after which a user visits again: the gap, or in a case-like table, where no pause separates sessions, {@link Sessions#GAP}. */
    public Duration visitGap() {
        return isCaseLike() ? Sessions.GAP : Duration.ofMillis(gapMillis);
    }

    /** Returns whether the pause between two actions of a user separates two sessions. */
    public boolean separates(Instant earlier, Instant later) {
        return isLonger(earlier, later, gapMillis);
    }

    /** Returns whether a session is over at a time if it had no action since {@code last}. */
    public boolean isOver(Instant last, Instant now) {
        return isLonger(last, now, endMillis);
    }

    /** Compares without an overflow for {@link Instant#MAX}. */
    private static boolean isLonger(Instant earlier, Instant later, long millis) {
        return Duration.between(earlier, later).compareTo(Duration.ofMillis(millis)) > 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionGap gap && gapMillis == gap.gapMillis && endMillis == gap.endMillis;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * gapMillis + endMillis);
    }

    @Override
    public String toString() {
        return isCaseLike() ? "cases that end after " + end() : "sessions with a gap of " + end();
    }
}
