package io.foreshard.prefetch;

import java.util.HashMap;
import java.util.Map;

/**
 * The rule that accepts a prefetch: its probability times the latency saved must exceed the cost of its bytes and load.
 *
 * <p>A context (the type of the last action) whose prefetches are read too rarely for this price is switched off. Its predictions are still
 * scored in the shadow, and it is switched on again when they would have paid. Thread-safe.
 */
final class PrefetchPolicy {
    /** Weight of an outcome after the next one: about the last 100 outcomes count. */
    private static final double MEMORY = 0.99;

    private static final double MIN_OUTCOMES = 30;
    /** A context is switched on again above the price times this, so that it does not flap. */
    private static final double HYSTERESIS = 1.2;

    private static final double DEFAULT_LATENCY_SAVED_MILLIS = 30;
    private static final double DEFAULT_COST_MILLIS = 3;

    private final double price;
    private final Map<Integer, Context> contexts = new HashMap<>();

    /** The treatment of a prediction. */
    enum Decision {
        /** Fetch the key. */
        FETCH,
        /** Do not fetch the key, but score whether it is read. */
        SHADOW,
        /** Ignore the prediction: it costs more than it saves. */
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
     * @param latencySavedMillis latency that a used prefetch saves its reader
     * @param costMillis cost of each prefetch for the other users of the cluster, in milliseconds of latency
     * @throws IllegalArgumentException if the latency is not above 0 or the cost is negative
     */
    PrefetchPolicy(double latencySavedMillis, double costMillis) {
        if (!(latencySavedMillis > 0) || !(costMillis >= 0)) {
            throw new IllegalArgumentException(
                    "The latency saved must be above 0 ms and the cost at least 0 ms, but were " + latencySavedMillis
                            + " and " + costMillis + ".");
        }
        price = costMillis / latencySavedMillis;
    }

    /** Returns the policy for reads of an object store: a used prefetch saves 30 ms, any prefetch costs 3 ms. */
    static PrefetchPolicy defaults() {
        return new PrefetchPolicy(DEFAULT_LATENCY_SAVED_MILLIS, DEFAULT_COST_MILLIS);
    }

    /**
     * Decides on one prediction: threshold = price x (1 + load).
     *
     * @param load filled share of the queue
     */
    synchronized Decision decide(int context, double probability, double load) {
        if (probability <= price * (1 + load)) {
            return Decision.SKIP;
        }
        Context known = contexts.get(context);
        return known != null && known.off ? Decision.SHADOW : Decision.FETCH;
    }

    /** Learns from the outcome of a prediction, fetched or in the shadow. */
    synchronized void outcome(int context, boolean used) {
        Context known = contexts.computeIfAbsent(context, key -> new Context());
        known.outcomes = known.outcomes * MEMORY + 1;
        known.used = known.used * MEMORY + (used ? 1 : 0);
        if (known.outcomes >= MIN_OUTCOMES) {
            double precision = known.used / known.outcomes;
            known.off = precision < (known.off ? price * HYSTERESIS : price);
        }
    }
}
