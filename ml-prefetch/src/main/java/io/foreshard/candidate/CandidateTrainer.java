package io.foreshard.candidate;

import io.foreshard.candidate.CandidateExamples.Snapshot;
import io.foreshard.candidate.CandidateModel.Weights;
import io.foreshard.predict.LogisticRegression;

/** The training of a {@link CandidateModel}: logistic regression on features with mean 0 and variance 1, each example with its weight. A pure function. */
final class CandidateTrainer {
    private static final int FIRST_STEPS = 6;

    /** Steps from an earlier model, which is close to the optimum. */
    private static final int STEPS = 2;

    private CandidateTrainer() {}

    /**
     * Trains in this thread. The label of an example is 1 / distance, so candidates that are used sooner get higher scores.
     *
     * @param previous model whose parameters are the first ones, or null
     */
    static CandidateModel train(Snapshot examples, CandidateModel previous) {
        return new CandidateModel(
                weights(examples.where(true), previous == null ? null : previous.fresh()),
                weights(examples.where(false), previous == null ? null : previous.repeated()));
    }

    private static Weights weights(Snapshot examples, Weights previous) {
        int length = CandidateFeatures.LENGTH;
        int count = examples.size();
        if (count == 0) {
            return previous == null ? new Weights(new double[length], 0) : previous;
        }
        double[] means = new double[length];
        double[] deviations = new double[length];
        for (double[] row : examples.features()) {
            for (int i = 0; i < length; i++) {
                means[i] += row[i] / count;
                deviations[i] += row[i] * row[i] / count;
            }
        }
        for (int i = 0; i < length; i++) {
            deviations[i] = Math.sqrt(Math.max(1e-9, deviations[i] - means[i] * means[i]));
        }
        double[] first = new double[length + 1];
        if (previous != null) {
            first[length] = previous.intercept();
            for (int i = 0; i < length; i++) {
                first[i] = previous.weights()[i] * deviations[i];
                first[length] += previous.weights()[i] * means[i];
            }
        }
        double[] parameters = LogisticRegression.fit(
                new Standardised(examples, means, deviations), first, previous == null ? FIRST_STEPS : STEPS);
        double[] weights = new double[length];
        double intercept = parameters[length];
        for (int i = 0; i < length; i++) {
            weights[i] = parameters[i] / deviations[i];
            intercept -= weights[i] * means[i];
        }
        return new Weights(weights, intercept);
    }

    /** Examples whose features have mean 0 and variance 1. The last one is 1, for the intercept. */
    private record Standardised(Snapshot examples, double[] means, double[] deviations)
            implements LogisticRegression.Examples {
        @Override
        public int size() {
            return examples.size();
        }

        @Override
        public void read(int example, double[] features) {
            double[] row = examples.features()[example];
            for (int i = 0; i < means.length; i++) {
                features[i] = (row[i] - means[i]) / deviations[i];
            }
            features[means.length] = 1;
        }

        @Override
        public double label(int example) {
            int distance = examples.distances()[example];
            return distance == 0 ? 0 : 1.0 / distance;
        }

        @Override
        public double weight(int example) {
            return examples.weights()[example];
        }
    }
}
