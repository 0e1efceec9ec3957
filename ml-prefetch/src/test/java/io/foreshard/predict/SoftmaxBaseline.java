package io.foreshard.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A baseline: multinomial logistic regression by stochastic gradient descent in plain Java; deterministic for a seed. */
final class SoftmaxBaseline implements Predictor {
    private static final int ROUNDS = 8;
    private static final double STEP = 0.1;

    private final FeatureCode code;
    private final int[] labels;
    private final double[][] weights;

    /** Trains on the examples. */
    SoftmaxBaseline(List<Example> examples, long seed) {
        code = FeatureCode.of(examples);
        labels = examples.stream().mapToInt(Example::label).distinct().sorted().toArray();
        weights = new double[labels.length][code.length() + 1];
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
        double[] features = code.encode(example);
        double[] probabilities = probabilities(example);
        int actual = Arrays.binarySearch(labels, example.label());
        for (int label = 0; label < labels.length; label++) {
            double error = step * ((label == actual ? 1 : 0) - probabilities[label]);
            for (int i = 0; i < features.length; i++) {
                weights[label][i] += error * features[i];
            }
            weights[label][features.length] += error;
        }
    }

    @Override
    public int[] labels() {
        return labels.clone();
    }

    @Override
    public double[] probabilities(Example example) {
        double[] features = code.encode(example);
        double[] sums = new double[labels.length];
        for (int label = 0; label < sums.length; label++) {
            sums[label] = weights[label][features.length];
            for (int i = 0; i < features.length; i++) {
                sums[label] += weights[label][i] * features[i];
            }
        }
        return Predictor.normalise(sums);
    }
}
