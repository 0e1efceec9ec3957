package io.foreshard.tier.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The points where a simulated machine can crash: before and after each call of a port, by the actor that calls. Chooses rare points first, so that all are
 * hit. Not thread-safe.
 */
final class Failpoints {
    private static final int CANDIDATES = 12;
    private static final int MAX_REPETITIONS = 3;
    private static final String START = "open/";
    private static final String HOLD = "sweep/store.put";

    private final SplittableRandom random;
    /** Crashes by point, in the order of the first appearance. */
    private final Map<String, Integer> crashes = new LinkedHashMap<>();

    private String target;
    private boolean isArmed;
    private int countdown;
    private int anyCountdown;

    Failpoints(SplittableRandom random) {
        this.random = random;
    }

    /**
     * Chooses the point of the next crash among those reached before, but not while a machine starts; {@link #arm} follows.
     *
     * @param hasCopies whether the world has machines with copies of a disk: only these put holds
     */
    void aim(boolean hasCopies) {
        aim(point -> !point.startsWith(START) && (hasCopies || !point.startsWith(HOLD)));
    }

    /** From now on a machine crashes at the chosen point. */
    void arm() {
        isArmed = true;
    }

    /** Chooses the point of the next crash while a machine starts, and arms it. */
    void armStart() {
        aim(point -> point.startsWith(START));
        arm();
    }

    private void aim(Predicate<String> where) {
        target = null;
        List<String> known = crashes.keySet().stream().filter(where).toList();
        for (int i = 0; i < CANDIDATES && !known.isEmpty(); i++) {
            String candidate = known.get(random.nextInt(known.size()));
            if (target == null || crashes.get(candidate) < crashes.get(target)) {
                target = candidate;
            }
        }
        countdown = random.nextInt(4) > 0 ? 1 : 1 + random.nextInt(MAX_REPETITIONS);
    }

    /** Returns whether the next crash is at a point whose name begins with a text: with {@code role/} if an actor has to be there. */
    boolean aimsAt(String begin) {
        return target != null && target.startsWith(begin);
    }

    /** Returns whether the next crash is at a call, in any role. */
    boolean aimsAtCall(String call) {
        return target != null && target.contains("/" + call);
    }

    /** Returns whether the next crash is in an answer of the store. */
    boolean aimsAtAnswer() {
        return target != null && target.endsWith(".answer");
    }

    /** Returns whether the point of the next crash is chosen. */
    boolean isAimed() {
        return target != null;
    }

    /** Chooses the n-th point that is reached from now on, counted from 1. */
    void armNth(int n) {
        isArmed = true;
        target = null;
        anyCountdown = n;
    }

    /** No point crashes until the next {@link #arm}. */
    void disarm() {
        isArmed = false;
        target = null;
        anyCountdown = 0;
    }

    /** Returns whether the machine crashes at this point. */
    boolean reached(String point) {
        if (!isArmed) {
            return false;
        }
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
