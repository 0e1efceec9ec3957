package io.foreshard.predict;

import io.foreshard.ingest.UserAction;
import io.foreshard.profile.WindowedAction;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The contexts of a user's last action: {@value #COUNT} views of the same moment, each a number that is equal for alike moments.
 *
 * <p>Each context joins the type of the last action with two or three more facts: the types before it, runs, pauses, the object, the time of the day,
 * the earlier sessions. Quantities are cut into buckets. The first context is the type alone; the others refine it. Actions are added in the order of
 * their times; a context depends on no later action. Not thread-safe.
 */
final class ActionContexts {
    /** Number of contexts of an action. */
    static final int COUNT = 16;

    private static final int[] COUNT_BOUNDS = {2, 3, 4, 5, 6, 8, 11, 16, 25, 50};
    private static final long[] PAUSE_SECONDS = {
        1, 3, 10, 30, 120, 600, 1_800, 3 * 3_600, 12 * 3_600, 86_400, 3 * 86_400, 7 * 86_400, 15 * 86_400
    };
    private static final double[] SHARE_BOUNDS = {.001, .05, .15, .4};
    private static final int LAST_TYPES = 5;
    private static final int NONE = -1;
    private static final int HALF_HOURS = 2;

    private final List<WindowedAction> session = new ArrayList<>();
    /** Number of actions on each object of the session. */
    private final Map<Long, Integer> visits = new HashMap<>();
    /** Types of the session with the position of the last action of each, the most recent type last. */
    private final Map<Integer, Integer> recentTypes = new LinkedHashMap<>(16, .75f, true);
    /** Number of the actions of each type in earlier sessions. */
    private final Map<Integer, Integer> earlierTypes = new TreeMap<>();

    private int earlierSessions;
    private int earlierActions;
    private Instant earlierEnd;
    /** Actions of one type, and actions without a pause, up to the last one. */
    private int run;

    private int typeBeforeRun = NONE;
    private int burst;
    private int pauseBeforeBurst;
    private boolean known;
    private boolean same;

    /** Ends the session: the actions so far become the history of the next one. */
    void endSession() {
        if (session.isEmpty()) {
            return;
        }
        for (WindowedAction action : session) {
            earlierTypes.merge(action.type(), 1, Integer::sum);
        }
        earlierSessions++;
        earlierActions += session.size();
        earlierEnd = session.get(session.size() - 1).time();
        session.clear();
        visits.clear();
        recentTypes.clear();
        typeBeforeRun = NONE;
    }

    /** Adds the next action of the session. */
    void add(WindowedAction action) {
        WindowedAction before = session.isEmpty() ? null : session.get(session.size() - 1);
        if (before != null && before.type() == action.type()) {
            run++;
        } else {
            run = 1;
            typeBeforeRun = before == null ? NONE : before.type();
        }
        if (before != null && before.time().equals(action.time())) {
            burst++;
        } else {
            burst = 1;
            pauseBeforeBurst = pause(before, action);
        }
        boolean hasObject = action.objectId() != UserAction.NO_OBJECT;
        known = hasObject && visits.containsKey(action.objectId());
        same = hasObject && before != null && before.objectId() == action.objectId();
        if (hasObject) {
            visits.merge(action.objectId(), 1, Integer::sum);
        }
        recentTypes.put(action.type(), session.size());
        session.add(action);
    }

    /**
     * Returns the contexts of the last action.
     *
     * @throws IllegalStateException if the session has no action
     */
    long[] contexts() {
        if (session.isEmpty()) {
            throw new IllegalStateException("A session without actions has no next action.");
        }
        int size = session.size();
        WindowedAction last = session.get(size - 1);
        int[] types = new int[LAST_TYPES];
        Arrays.fill(types, NONE);
        for (int i = 0; i < Math.min(LAST_TYPES, size); i++) {
            types[i] = session.get(size - 1 - i).type();
        }
        int pause = size > 1 ? pause(session.get(size - 2), last) : NONE;
        long elapsedMillis =
                Duration.between(session.get(0).time(), last.time()).toMillis();
        int elapsed = pauseBucket(elapsedMillis);
        int meanPause = size > 1 ? pauseBucket(elapsedMillis / (size - 1)) : NONE;
        boolean hasObject = last.objectId() != UserAction.NO_OBJECT;
        int object = (hasObject ? 1 : 0) + (known ? 2 : 0) + (same ? 4 : 0);
        int visited = hasObject ? bucket(visits.get(last.objectId())) : NONE;
        int[] other = otherType();
        ZonedDateTime clock = last.time().atZone(ZoneOffset.UTC);
        int halfHour = clock.getHour() * HALF_HOURS + clock.getMinute() * HALF_HOURS / 60;
        int sinceEarlier = earlierSessions == 0
                ? NONE
                : pauseBucket(
                        Duration.between(earlierEnd, session.get(0).time()).toMillis());
        int earlierLength = earlierSessions == 0 ? NONE : bucket(earlierActions / earlierSessions);
        int type = types[0];
        return new long[] {
            code(0, type),
            code(1, type, types[1]),
            code(2, type, types[1], types[2]),
            code(3, types),
            code(4, type, bucket(run), typeBeforeRun),
            code(5, type, bucket(run), visited),
            code(6, type, object, visited),
            code(7, type, types[1], pause),
            code(8, type, pause, elapsed),
            code(9, type, elapsed, meanPause),
            code(10, type, halfHour),
            code(11, type, clock.getDayOfWeek().getValue(), pause),
            code(12, type, bucket(burst), pauseBeforeBurst),
            code(13, type, other[0], other[1]),
            code(14, type, setOf(recentTypes.keySet())),
            code(15, type, Math.min(earlierSessions, 3), sinceEarlier, earlierLength, earlierShares()),
        };
    }

    /** Returns the most recent type that is not the last one, and the bucket of the number of actions since. */
    private int[] otherType() {
        int type = NONE;
        int position = NONE;
        int lastType = session.get(session.size() - 1).type();
        for (Map.Entry<Integer, Integer> entry : recentTypes.entrySet()) {
            if (entry.getKey() != lastType) {
                type = entry.getKey();
                position = entry.getValue();
            }
        }
        return new int[] {type, type == NONE ? NONE : bucket(session.size() - 1 - position)};
    }

    private static int setOf(Collection<Integer> types) {
        int set = 0;
        for (int type : types) {
            set += (int) mix(type);
        }
        return set;
    }

    private int earlierShares() {
        int shares = 0;
        for (Map.Entry<Integer, Integer> entry : earlierTypes.entrySet()) {
            double share = (double) entry.getValue() / earlierActions;
            int bucket = 0;
            while (bucket < SHARE_BOUNDS.length && share >= SHARE_BOUNDS[bucket]) {
                bucket++;
            }
            shares = 31 * shares + (int) mix(entry.getKey()) * (bucket + 1);
        }
        return shares;
    }

    private static int pause(WindowedAction before, WindowedAction action) {
        return before == null
                ? NONE
                : pauseBucket(Duration.between(before.time(), action.time()).toMillis());
    }

    private static int pauseBucket(long millis) {
        int bucket = 0;
        while (bucket < PAUSE_SECONDS.length && millis >= 1_000 * PAUSE_SECONDS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    private static int bucket(int count) {
        int bucket = 0;
        while (bucket < COUNT_BOUNDS.length && count >= COUNT_BOUNDS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** Returns a hash of 64 bits: of a million contexts two are equal by chance with a probability of 3e-8. */
    private static long code(int number, int... facts) {
        long hash = mix(number);
        for (int fact : facts) {
            hash = mix(hash ^ fact);
        }
        return hash;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long mix(long value) {
        long mixed = value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
