package io.foreshard.predict;

/** A source of label probabilities for an example. Implementations are thread-safe. */
public interface Predictor {
    /** Returns the labels of the training; {@link ActionSequence#END} may be among them. */
    int[] labels();

    /** Returns the probability of each of {@link #labels()}, in their order; they add up to 1. */
    double[] probabilities(Example example);

    /** Returns the probability of one label, 0 if it is not among {@link #labels()}. */
    default double probability(Example example, int label) {
        int[] labels = labels();
        double[] probabilities = probabilities(example);
        double probability = 0;
        for (int i = 0; i < labels.length; i++) {
            probability += labels[i] == label ? probabilities[i] : 0;
        }
        return probability;
    }

    /** Replaces logarithms of weights by probabilities, in the same array. */
    static double[] normalise(double[] logarithms) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : logarithms) {
            max = Math.max(max, value);
        }
        double sum = 0;
        for (int i = 0; i < logarithms.length; i++) {
            logarithms[i] = Math.exp(logarithms[i] - max);
            sum += logarithms[i];
        }
        for (int i = 0; i < logarithms.length; i++) {
            logarithms[i] /= sum;
        }
        return logarithms;
    }
}
