package io.foreshard.predict;

import java.util.HashMap;
import java.util.Map;

/**
 * The price of a prefetch: worth it if probability times the latency saved exceeds the cost of its bytes and load.
 *
 * <p>A context (the type of the last action) whose prefetches turn out to be used less often than that is switched off; its
 * predictions are still followed in the shadow, and it comes back when they would have paid. Thread-safe.
 */
public final class PrefetchPolicy {
    private static final double MEMORY = 0.99;
    private static final double LEAST_OUTCOMES = 30;
    private static final double COMEBACK = 1.2;

    private final double price;
    private final Map<Integer, Context> contexts = new HashMap<>();

    /** What becomes of a prediction. */
    public enum Decision {
        /** Fetch it. */
        FETCH,
        /** Do not fetch it, but see whether it would have been used. */
        SHADOW,
        /** Not worth it. */
        SKIP
    }

    private static final class Context {
        private double outcomes;
        private double used;
        private boolean off;
    }

    /**
     * Creates a policy.
     *
     * @param latencySavedMillis what a used prefetch saves its reader
     * @param costMillis what any prefetch costs the others, in the same unit
     */
    public PrefetchPolicy(double latencySavedMillis, double costMillis) {
        if (!(latencySavedMillis > 0) || !(costMillis >= 0)) {
            throw new IllegalArgumentException(
                    "The latency saved must be above 0 ms and the cost at least 0 ms, but were " + latencySavedMillis
                            + " and " + costMillis + ".");
        }
        price = costMillis / latencySavedMillis;
    }

    /** Decides about one prediction; load is 0 when idle, and at 1 the price has doubled. */
    public synchronized Decision decide(int context, double probability, double load) {
        if (probability <= price * (1 + load)) {
            return Decision.SKIP;
        }
        Context known = contexts.get(context);
        return known != null && known.off ? Decision.SHADOW : Decision.FETCH;
    }

    /** Learns what became of a prediction, fetched or in the shadow. */
    public synchronized void outcome(int context, boolean used) {
        Context known = contexts.computeIfAbsent(context, key -> new Context());
        known.outcomes = known.outcomes * MEMORY + 1;
        known.used = known.used * MEMORY + (used ? 1 : 0);
        if (known.outcomes >= LEAST_OUTCOMES) {
            double precision = known.used / known.outcomes;
            known.off = precision < (known.off ? price * COMEBACK : price);
        }
    }

    /** Returns whether a context is switched off. */
    public synchronized boolean isOff(int context) {
        Context known = contexts.get(context);
        return known != null && known.off;
    }
}
