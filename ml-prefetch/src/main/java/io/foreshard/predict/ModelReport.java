package io.foreshard.predict;

import java.time.Instant;

/**
 * The figures of a model of the next type, on the newest examples, which it was not trained on. Immutable and thread-safe.
 *
 * <p>The majority always predicts the most frequent type: a model is worth its cost only by what it adds to that.
 *
 * @param version 1 for the first published model, one more for each that replaced another
 * @param trainedAt time of the training
 * @param examples number of the examples it was scored on
 * @param accuracy share of the examples whose next type was the most probable one
 * @param majorityAccuracy accuracy of the majority on the same examples
 * @param macroF1 F1 averaged over the types
 * @param majorityMacroF1 macro-F1 of the majority
 */
public record ModelReport(
        long version,
        Instant trainedAt,
        int examples,
        double accuracy,
        double majorityAccuracy,
        double macroF1,
        double majorityMacroF1) {}
