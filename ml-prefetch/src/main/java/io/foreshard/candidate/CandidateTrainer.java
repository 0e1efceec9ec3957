package io.foreshard.candidate;

import io.foreshard.candidate.CandidateExamples.Snapshot;
import io.foreshard.candidate.CandidateModel.Weights;
import java.util.HashMap;
import java.util.Map;
import org.apache.ignite.ml.dataset.feature.extractor.impl.LabeledDummyVectorizer;
import org.apache.ignite.ml.dataset.impl.local.LocalDatasetBuilder;
import org.apache.ignite.ml.dataset.primitive.builder.data.SimpleLabeledDatasetDataBuilder;
import org.apache.ignite.ml.environment.LearningEnvironment;
import org.apache.ignite.ml.environment.LearningEnvironmentBuilder;
import org.apache.ignite.ml.math.isolve.lsqr.LSQROnHeap;
import org.apache.ignite.ml.math.primitives.vector.VectorUtils;
import org.apache.ignite.ml.structures.LabeledVector;

/**
 * The training of a {@link CandidateModel}: logistic regression by iteratively reweighted least squares (Newton's method), each step of which is solved by Ignite ML's LSQR (Paige and Saunders 1982). A
 * pure function.
 *
 * <p>The trainer of logistic regression of Ignite ML descends by gradients and takes no weights of examples; a few exact steps cost less and end at the optimum.
 */
final class CandidateTrainer {
    private static final int FIRST_STEPS = 6;

    /** Steps from an earlier model, which is close to the optimum. */
    private static final int STEPS = 2;

    /** Square root of the weight of the squares of the parameters. */
    private static final double DAMPING = 1;

    private static final int MAX_HALVES = 5;
    private static final double TOLERANCE = 1e-6;
    private static final double MAX_CONDITION = 1e8;
    /** Probabilities stay away from 0 and 1 by it, so that no example has an endless weight. */
    private static final double MIN_PROBABILITY = 1e-4;

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
        double[] parameters = new double[length + 1];
        if (previous != null) {
            parameters[length] = previous.intercept();
            for (int i = 0; i < length; i++) {
                parameters[i] = previous.weights()[i] * deviations[i];
                parameters[length] += previous.weights()[i] * means[i];
            }
        }
        Standardised standardised = new Standardised(examples, means, deviations);
        double loss = standardised.loss(parameters);
        for (int step = 0; step < (previous == null ? FIRST_STEPS : STEPS); step++) {
            double[] next = standardised.solve(parameters);
            double nextLoss = standardised.loss(next);
            // Newton's method may step too far: go back half of the way until the loss falls.
            for (int half = 0; half < MAX_HALVES && !(nextLoss < loss); half++) {
                for (int i = 0; i <= length; i++) {
                    next[i] = (next[i] + parameters[i]) / 2;
                }
                nextLoss = standardised.loss(next);
            }
            if (!(nextLoss < loss)) {
                break;
            }
            parameters = next;
            loss = nextLoss;
        }
        double[] weights = new double[length];
        double intercept = parameters[length];
        for (int i = 0; i < length; i++) {
            weights[i] = parameters[i] / deviations[i];
            intercept -= weights[i] * means[i];
        }
        return new Weights(weights, intercept);
    }

    /** Examples whose features have mean 0 and variance 1. The last parameter is the intercept. */
    private record Standardised(Snapshot examples, double[] means, double[] deviations) {
        private double odds(double[] parameters, int example) {
            double odds = parameters[means.length];
            for (int i = 0; i < means.length; i++) {
                odds += parameters[i] * feature(example, i);
            }
            return odds;
        }

        private double feature(int example, int i) {
            return (examples.features()[example][i] - means[i]) / deviations[i];
        }

        private double label(int example) {
            int distance = examples.distances()[example];
            return distance == 0 ? 0 : 1.0 / distance;
        }

        private static double probability(double odds) {
            return Math.max(MIN_PROBABILITY, Math.min(1 - MIN_PROBABILITY, 1 / (1 + Math.exp(-odds))));
        }

        /** Returns the weighted log loss and the damping. */
        double loss(double[] parameters) {
            double sum = 0;
            for (int example = 0; example < examples.size(); example++) {
                double probability = probability(odds(parameters, example));
                double label = label(example);
                sum -= examples.weights()[example]
                        * (label * Math.log(probability) + (1 - label) * Math.log(1 - probability));
            }
            for (int i = 0; i < means.length; i++) {
                sum += DAMPING * DAMPING * parameters[i] * parameters[i] / 2;
            }
            return sum;
        }

        /** Returns the solution of the least squares at parameters. */
        @SuppressWarnings("try") // the solver declares that its close may throw anything
        double[] solve(double[] parameters) {
            int length = means.length;
            Map<Integer, LabeledVector<double[]>> rows = new HashMap<>();
            for (int example = 0; example < examples.size(); example++) {
                double odds = odds(parameters, example);
                double probability = probability(odds);
                double variance = probability * (1 - probability);
                double root = Math.sqrt(variance * examples.weights()[example]);
                double[] row = new double[length + 1];
                for (int i = 0; i < length; i++) {
                    row[i] = feature(example, i) * root;
                }
                row[length] = root;
                double target = odds + (label(example) - probability) / variance;
                rows.put(example, new LabeledVector<>(VectorUtils.of(row), new double[] {target * root}));
            }
            LearningEnvironmentBuilder environments = LearningEnvironmentBuilder.defaultBuilder();
            LearningEnvironment environment = environments.buildForTrainer();
            try (LSQROnHeap<Integer, LabeledVector<double[]>> solver = new LSQROnHeap<>(
                    new LocalDatasetBuilder<>(rows, 1),
                    environments,
                    new SimpleLabeledDatasetDataBuilder<>(new LabeledDummyVectorizer<>()),
                    environment)) {
                return solver.solve(DAMPING, TOLERANCE, TOLERANCE, MAX_CONDITION, -1, false, null)
                        .getX();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("The least squares of the candidates cannot be solved.", e);
            }
        }
    }
}
