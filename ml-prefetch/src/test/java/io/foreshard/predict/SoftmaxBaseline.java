package io.foreshard.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A yardstick: multinomial logistic regression on the contexts by stochastic gradient descent in plain Java; deterministic for a seed. */
final class SoftmaxBaseline implements Predictor {
    private static final int ROUNDS = 5;
    private static final double STEP = 0.05;

    private final int[] labels;
    private final Map<Long, double[]> weights = new HashMap<>();

    /** Trains on the examples. */
    SoftmaxBaseline(List<Example> examples, long seed) {
        labels = examples.stream().mapToInt(Example::label).distinct().sorted().toArray();
        Random random = new Random(seed);
        List<Example> order = new ArrayList<>(examples);
        for (int round = 0; round < ROUNDS; round++) {
            Collections.shuffle(order, random);
            double step = STEP / (1 + round);
            for (Example example : order) {
                learn(example, step);
            }
        }
    }

    private void learn(Example example, double step) {
        double[] probabilities = probabilities(example);
        int actual = Arrays.binarySearch(labels, example.label());
        for (long context : example.contexts()) {
            double[] own = weights.computeIfAbsent(context, unused -> new double[labels.length]);
            for (int label = 0; label < labels.length; label++) {
                own[label] += step * ((label == actual ? 1 : 0) - probabilities[label]);
            }
        }
    }

    @Override
    public int[] labels() {
        return labels.clone();
    }

    @Override
    public double[] probabilities(Example example) {
        double[] sums = new double[labels.length];
        for (long context : example.contexts()) {
            double[] own = weights.get(context);
            for (int label = 0; own != null && label < labels.length; label++) {
                sums[label] += own[label];
            }
        }
        return Predictor.normalise(sums);
    }
}
