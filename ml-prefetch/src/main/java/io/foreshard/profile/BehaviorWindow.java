package io.foreshard.profile;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.InterestCode;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The last actions of a user with their time-decayed engagement and interest, as numbers: 28 bytes an action. Immutable and thread-safe. */
final class BehaviorWindow implements Serializable {
    /** Actions that are kept. */
    static final int MAX_ACTIONS = 64;

    static final BehaviorWindow EMPTY =
            new BehaviorWindow(new int[0], new long[0], 0, 0, new double[2 * InterestCode.CIRCLES], 0);

    private static final long serialVersionUID = 1L;
    /** About a month, so that a returning customer is not a newcomer. */
    private static final double ENGAGEMENT_HALF_LIFE_MILLIS = TimeUnit.DAYS.toMillis(30);
    /** Interests change within days. */
    private static final double INTEREST_HALF_LIFE_MILLIS = TimeUnit.DAYS.toMillis(3);

    private static final int LONGS = 3;

    private final int[] types;
    /** Time, object and interest of each action. */
    private final long[] actions;

    private final long lastMillis;
    private final double engagement;
    private final double[] interests;
    private final long taken;

    private BehaviorWindow(
            int[] types, long[] actions, long lastMillis, double engagement, double[] interests, long taken) {
        this.types = types;
        this.actions = actions;
        this.lastMillis = lastMillis;
        this.engagement = engagement;
        this.interests = interests;
        this.taken = taken;
    }

    /**
     * Returns this window after one more action; a late action counts as if it happened at the time of the latest one.
     *
     * @param visitGapMillis pause after which a user visits again
     */
    BehaviorWindow plus(int type, long timeMillis, long objectId, long interest, long visitGapMillis) {
        long now = Math.max(lastMillis, timeMillis);
        double passed = taken == 0 ? 0 : now - lastMillis;
        boolean visit = taken == 0 || passed > visitGapMillis;
        double[] sums = interests.clone();
        double fade = Math.pow(.5, passed / INTEREST_HALF_LIFE_MILLIS);
        for (int i = 0; i < sums.length; i++) {
            sums[i] *= fade;
        }
        if (interest != UserAction.NO_INTEREST) {
            for (int circle = 0; circle < InterestCode.CIRCLES; circle++) {
                double angle = InterestCode.angle(interest, circle);
                sums[2 * circle] += Math.cos(angle);
                sums[2 * circle + 1] += Math.sin(angle);
            }
        }
        return new BehaviorWindow(
                RecentNumbers.append(types, MAX_ACTIONS, type),
                RecentNumbers.append(actions, LONGS * MAX_ACTIONS, timeMillis, objectId, interest),
                now,
                engagement * Math.pow(.5, passed / ENGAGEMENT_HALF_LIFE_MILLIS) + (visit ? 1 : 0),
                sums,
                taken + 1);
    }

    /** Tells whether an action at a time is another visit of a known user. */
    boolean endsBefore(long timeMillis, long visitGapMillis) {
        return taken > 0 && timeMillis - lastMillis > visitGapMillis;
    }

    /** Returns the actions, in the order of arrival. */
    List<WindowedAction> actions() {
        return IntStream.range(0, types.length)
                .mapToObj(i -> new WindowedAction(
                        types[i], actions[LONGS * i], actions[LONGS * i + 1], actions[LONGS * i + 2]))
                .toList();
    }

    /** Returns the time of the latest action in milliseconds since 1970 UTC, 0 if there is none. */
    long lastMillis() {
        return lastMillis;
    }

    double engagement() {
        return engagement;
    }

    double interestStrength() {
        return InterestCode.strength(interests);
    }

    long interestCode() {
        return InterestCode.of(interests);
    }

    /** Returns the number of actions that were taken so far. */
    long taken() {
        return taken;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BehaviorWindow window
                && Arrays.equals(types, window.types)
                && Arrays.equals(actions, window.actions)
                && lastMillis == window.lastMillis
                && engagement == window.engagement
                && Arrays.equals(interests, window.interests)
                && taken == window.taken;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(lastMillis);
    }

    @Override
    public String toString() {
        return types.length + " actions";
    }
}
