package io.foreshard.workbench.evaluate;

import io.foreshard.trace.Trace;

/**
 * How well the next actions of a trace are predicted. Field names are stable: tools read the JSON form.
 *
 * @param trace name of the trace
 * @param items the next objects and interests
 * @param types the next types
 */
record PredictionEvaluation(String trace, NextItemEvaluation items, NextTypeEvaluation types) {
    /**
     * Evaluates both on a trace, each with its default split.
     *
     * @throws IllegalArgumentException if there is no training session or no test session
     */
    static PredictionEvaluation of(Trace trace) {
        return of(trace, NextItemEvaluation.DEFAULT_SPLIT, NextTypeEvaluation.DEFAULT_SPLIT);
    }

    /**
     * Evaluates both on a trace, split at the same place.
     *
     * @param split a number below 1: share of the actions before the test; else seconds since 1970 at which the test begins
     * @throws IllegalArgumentException if there is no training session or no test session
     */
    static PredictionEvaluation of(Trace trace, double split) {
        return of(trace, split, split);
    }

    private static PredictionEvaluation of(Trace trace, double itemSplit, double typeSplit) {
        return new PredictionEvaluation(
                trace.name(),
                NextItemEvaluation.of(trace, itemSplit, NextItemEvaluation.RANKERS),
                NextTypeEvaluation.of(trace, typeSplit));
    }
}
