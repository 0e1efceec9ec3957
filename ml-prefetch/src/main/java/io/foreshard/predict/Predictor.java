package io.foreshard.predict;

/** Something that says how likely each label is after an example. */
public interface Predictor {
    /** Returns the labels it knows; {@link ActionSequence#END} may be among them. */
    int[] labels();

    /** Returns one probability for each of {@link #labels()}; they add up to 1. */
    double[] probabilities(Example example);

    /** Returns the probability of one label, 0 if it does not know it. */
    default double probability(Example example, int label) {
        int[] labels = labels();
        double[] probabilities = probabilities(example);
        double probability = 0;
        for (int i = 0; i < labels.length; i++) {
            probability += labels[i] == label ? probabilities[i] : 0;
        }
        return probability;
    }

    /** Turns logarithms of weights into probabilities in place. */
    static double[] normalise(double[] logarithms) {
        double most = Double.NEGATIVE_INFINITY;
        for (double value : logarithms) {
            most = Math.max(most, value);
        }
        double sum = 0;
        for (int i = 0; i < logarithms.length; i++) {
            logarithms[i] = Math.exp(logarithms[i] - most);
            sum += logarithms[i];
        }
        for (int i = 0; i < logarithms.length; i++) {
            logarithms[i] /= sum;
        }
        return logarithms;
    }
}
