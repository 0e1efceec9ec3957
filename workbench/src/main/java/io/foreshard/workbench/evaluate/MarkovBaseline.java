package io.foreshard.workbench.evaluate;

import io.foreshard.predict.Example;
import io.foreshard.predict.Predictor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A baseline: the shares of the labels after the last three types of a session, or after fewer types where there are less than 5 examples. Immutable and
 * thread-safe.
 */
final class MarkovBaseline implements Predictor {
    private static final int ORDER = 3;
    private static final int MIN_EXAMPLES = 5;

    private final int[] labels;
    private final double[] shares;
    private final Map<Long, double[]> counts = new HashMap<>();

    /**
     * Counts examples.
     *
     * @param shares the shares of the labels in these examples
     */
    MarkovBaseline(List<Example> examples, Predictor shares) {
        labels = shares.labels();
        this.shares = shares.probabilities(examples.get(0));
        for (Example example : examples) {
            for (int i = 0; i < ORDER; i++) {
                double[] own = counts.computeIfAbsent(example.contexts()[i], unused -> new double[labels.length]);
                for (int label = 0; label < labels.length; label++) {
                    own[label] += labels[label] == example.label() ? 1 : 0;
                }
            }
        }
    }

    @Override
    public int[] labels() {
        return labels.clone();
    }

    @Override
    public double[] probabilities(Example example) {
        for (int i = ORDER - 1; i >= 0; i--) {
            double[] own = counts.get(example.contexts()[i]);
            double sum = 0;
            for (int label = 0; own != null && label < own.length; label++) {
                sum += own[label];
            }
            if (sum >= MIN_EXAMPLES) {
                double[] probabilities = own.clone();
                for (int label = 0; label < own.length; label++) {
                    probabilities[label] /= sum;
                }
                return probabilities;
            }
        }
        return shares.clone();
    }
}
