package io.foreshard.predict;

import java.util.Locale;

/**
 * The paired comparison of two predictors by their log losses on the same examples, which neither was trained on. Immutable and thread-safe.
 *
 * @param examples number of examples
 * @param champion mean log loss of the predictor that is in use
 * @param challenger mean log loss of the one that may replace it
 * @param standardError standard error of the difference of the means, as if the examples were independent
 */
public record LossComparison(int examples, double champion, double challenger, double standardError) {
    /** Standard errors that a challenger must be better by: one of 40 that is equally good passes by chance. */
    private static final double STANDARD_ERRORS = 2;
    /** Share of the champion's loss that a challenger must save: each publication is sent to all processes. */
    private static final double MIN_GAIN = .01;

    /**
     * Compares losses of the same examples.
     *
     * @param weights number of examples that each one stands for
     */
    public static LossComparison of(double[] champion, double[] challenger, float[] weights) {
        double total = 0;
        double sumOfChampion = 0;
        double sumOfChallenger = 0;
        for (int i = 0; i < weights.length; i++) {
            total += weights[i];
            sumOfChampion += weights[i] * champion[i];
            sumOfChallenger += weights[i] * challenger[i];
        }
        double difference = (sumOfChampion - sumOfChallenger) / total;
        double squares = 0;
        for (int i = 0; i < weights.length; i++) {
            double error = weights[i] * (champion[i] - challenger[i] - difference);
            squares += error * error;
        }
        return new LossComparison(
                weights.length, sumOfChampion / total, sumOfChallenger / total, Math.sqrt(squares) / total);
    }

    /** Returns whether the challenger is better by more than chance explains, and by at least 1 %. */
    public boolean isBetter() {
        return champion - challenger > Math.max(STANDARD_ERRORS * standardError, MIN_GAIN * champion);
    }

    /** Returns the figures of the comparison for a person. */
    public String figures() {
        return String.format(
                Locale.ROOT,
                "log loss %.4f against %.4f on %,d newest examples, standard error of the difference %.4f",
                challenger,
                champion,
                examples,
                standardError);
    }
}
