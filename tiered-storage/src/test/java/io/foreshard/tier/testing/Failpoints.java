package io.foreshard.tier.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The points where a simulated machine can crash: before and after each call of a port, by the actor that calls. Chooses rare points first, so that all are
 * hit. Not thread-safe.
 */
final class Failpoints {
    private static final int CANDIDATES = 3;
    private static final int MAX_REPETITIONS = 4;

    private final SplittableRandom random;
    /** Crashes by point, in the order of the first appearance. */
    private final Map<String, Integer> crashes = new LinkedHashMap<>();

    private String target;
    private int countdown;
    private int anyCountdown;

    Failpoints(SplittableRandom random) {
        this.random = random;
    }

    /** Chooses the point of the next crash among those reached before. */
    void arm() {
        String[] known = crashes.keySet().toArray(new String[0]);
        target = null;
        for (int i = 0; i < CANDIDATES && known.length > 0; i++) {
            String candidate = known[random.nextInt(known.length)];
            if (target == null || crashes.get(candidate) < crashes.get(target)) {
                target = candidate;
            }
        }
        countdown = 1 + random.nextInt(MAX_REPETITIONS);
    }

    /** Chooses the n-th point that is reached from now on, counted from 1. */
    void armNth(int n) {
        target = null;
        anyCountdown = n;
    }

    /** No point crashes until the next {@link #arm}. */
    void disarm() {
        target = null;
        anyCountdown = 0;
    }

    /** Returns whether the machine crashes at this point. */
    boolean reached(String point) {
        crashes.putIfAbsent(point, 0);
        boolean isNth = anyCountdown > 0 && --anyCountdown == 0;
        if (!isNth && (!point.equals(target) || --countdown > 0)) {
            return false;
        }
        target = null;
        crashes.merge(point, 1, Integer::sum);
        return true;
    }

    /** Returns the crashes of each point that was reached, by name. */
    Map<String, Integer> crashes() {
        return new TreeMap<>(crashes);
    }
}
