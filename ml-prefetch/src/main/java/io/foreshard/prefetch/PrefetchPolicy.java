package io.foreshard.prefetch;

import java.util.HashMap;
import java.util.Map;

/**
 * The rule that accepts a prefetch: its probability must exceed the price, which is the cost of a prefetch divided by the latency that a used one saves ({@link Latencies#price}).
 *
 * <p>A context whose prefetches are used too rarely for its price is switched off. Its predictions are still
 * scored in the shadow, and it is switched on again when they would have paid. While too few outcomes of a context are known to judge it, at most {@value #MAX_UNPROVEN} of its prefetches are open. Thread-safe.
 */
final class PrefetchPolicy {
    /** Open prefetches of a context that is not judged yet. */
    static final int MAX_UNPROVEN = 64;

    /** Weight of an outcome after the next one: about the last 100 outcomes count. */
    private static final double MEMORY = 0.99;

    private static final double MIN_OUTCOMES = 30;
    /** A context is switched on again above the price times this, so that it does not flap. */
    private static final double HYSTERESIS = 1.2;

    private final Map<Context, Record> contexts = new HashMap<>();

    /** The treatment of a prediction. */
    enum Decision {
        /** Fetch the keys. */
        FETCH,
        /** Do not fetch the keys, but score whether they are read. */
        SHADOW,
        /** Ignore the prediction: it costs more than it saves. */
        SKIP
    }

    private static final class Record {
        private double outcomes;
        private double used;
        private double price;
        private int open;
        private boolean off;
    }

    /**
     * Decides on one prediction.
     *
     * @param price the least probability that pays, above 0
     */
    synchronized Decision decide(Context context, double probability, double price) {
        Record known = record(context);
        known.price = price;
        if (probability <= price) {
            return Decision.SKIP;
        }
        boolean isUnproven = known.outcomes < MIN_OUTCOMES && known.open >= MAX_UNPROVEN;
        return known.off || isUnproven ? Decision.SHADOW : Decision.FETCH;
    }

    /** A prefetch of the context was accepted; one of the next two calls follows. */
    synchronized void opened(Context context) {
        record(context).open++;
    }

    /** A prefetch of the context will have no outcome: it was not fetched for a reason of its own. */
    synchronized void withdrawn(Context context) {
        record(context).open--;
    }

    /** Learns from the outcome of an open prefetch. */
    synchronized void judged(Context context, boolean used) {
        record(context).open--;
        shadow(context, used);
    }

    /** Learns from the outcome of a prediction that was scored in the shadow. */
    synchronized void shadow(Context context, boolean used) {
        Record known = record(context);
        known.outcomes = known.outcomes * MEMORY + 1;
        known.used = known.used * MEMORY + (used ? 1 : 0);
        judge(known);
    }

    /** Learns that a prediction was used after it had been judged as not used. */
    synchronized void usedAfterAll(Context context) {
        Record known = record(context);
        known.used = Math.min(known.outcomes, known.used + 1);
        judge(known);
    }

    /** Returns the number of open prefetches of a context. */
    synchronized int open(Context context) {
        return record(context).open;
    }

    private static void judge(Record known) {
        if (known.outcomes >= MIN_OUTCOMES) {
            double precision = known.used / known.outcomes;
            known.off = precision < Math.min(1, known.price) * (known.off ? HYSTERESIS : 1);
        }
    }

    private Record record(Context context) {
        return contexts.computeIfAbsent(context, key -> new Record());
    }
}
