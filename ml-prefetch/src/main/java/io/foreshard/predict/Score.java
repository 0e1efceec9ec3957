package io.foreshard.predict;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The quality of predictions on a set of examples. Immutable and thread-safe.
 *
 * @param examples number of examples
 * @param accuracy share of examples whose label was the most probable one
 * @param macroF1 F1 averaged over every label that occurred or was predicted
 * @param logLoss mean negative natural logarithm of the probability of the label: a proper score, lower is better
 */
public record Score(int examples, double accuracy, double macroF1, double logLoss) {
    static final Score NONE = new Score(0, 0, 0, Double.POSITIVE_INFINITY);

    /** Lower bound of a probability, so that a label outside the training costs a finite loss. */
    private static final double MIN_PROBABILITY = 1e-4;

    /** Returns the score of a predictor on examples. */
    public static Score of(Predictor predictor, List<Example> examples) {
        if (examples.isEmpty()) {
            return NONE;
        }
        int[] labels = predictor.labels();
        Map<Integer, int[]> counts = new TreeMap<>();
        int hits = 0;
        double loss = 0;
        for (Example example : examples) {
            double[] probabilities = predictor.probabilities(example);
            int best = 0;
            double given = 0;
            for (int i = 0; i < labels.length; i++) {
                best = probabilities[i] > probabilities[best] ? i : best;
                given = labels[i] == example.label() ? probabilities[i] : given;
            }
            loss -= Math.log(Math.max(MIN_PROBABILITY, given));
            int[] actual = counts.computeIfAbsent(example.label(), label -> new int[3]);
            int[] predicted = counts.computeIfAbsent(labels[best], label -> new int[3]);
            if (labels[best] == example.label()) {
                hits++;
                actual[0]++;
            } else {
                predicted[1]++;
                actual[2]++;
            }
        }
        double f1 = 0;
        for (int[] count : counts.values()) {
            f1 += 2.0 * count[0] / (2.0 * count[0] + count[1] + count[2]);
        }
        return new Score(examples.size(), (double) hits / examples.size(), f1 / counts.size(), loss / examples.size());
    }

    /** Returns the negative natural logarithm of the probability that a predictor gives to the label of each example. */
    public static double[] losses(Predictor predictor, List<Example> examples) {
        return examples.stream()
                .mapToDouble(example ->
                        -Math.log(Math.max(MIN_PROBABILITY, predictor.probability(example, example.label()))))
                .toArray();
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(examples);
        out.writeDouble(accuracy);
        out.writeDouble(macroF1);
        out.writeDouble(logLoss);
    }

    static Score read(DataInputStream in) throws IOException {
        return new Score(in.readInt(), in.readDouble(), in.readDouble(), in.readDouble());
    }
}
