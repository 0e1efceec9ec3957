package io.foreshard.predict;

/** Something that says how likely each label is after an example. */
public interface Predictor {
    /** Returns the labels it knows; {@link ActionSequence#END} may be among them. */
    int[] labels();

    /** Returns one probability for each of {@link #labels()}; they add up to 1. */
    double[] probabilities(Example example);

    /** Returns the most likely label. */
    default int predict(Example example) {
        double[] probabilities = probabilities(example);
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return labels()[best];
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
