package io.foreshard.predict;

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
 * Logistic regression by iteratively reweighted least squares (Newton's method), each step of which is solved by Ignite ML's LSQR (Paige and Saunders 1982). A pure function.
 *
 * <p>The trainer of logistic regression of Ignite ML descends by gradients and takes no weights of examples; a few exact steps cost less and end at the optimum.
 */
public final class LogisticRegression {
    /** Square root of the weight of the squares of the parameters. */
    private static final double DAMPING = 1;

    private static final int MAX_HALVES = 5;
    private static final double TOLERANCE = 1e-6;
    private static final double MAX_CONDITION = 1e8;
    /** Probabilities stay away from 0 and 1 by it, so that no example has an endless weight. */
    private static final double MIN_PROBABILITY = 1e-4;

    private LogisticRegression() {}

    /** Examples of about unit scale; one feature may be 1 everywhere, its parameter is the intercept. */
    public interface Examples {
        /** Returns the number of examples, at least one. */
        int size();

        /** Writes the features of an example into an array as long as the parameters. */
        void read(int example, double[] features);

        /** Returns the label, from 0 to 1. */
        double label(int example);

        /** Returns the number of examples that this one stands for, more than 0. */
        double weight(int example);
    }

    /**
     * Returns parameters with a lower loss than the first ones, near the optimum after about six steps.
     *
     * @param first the parameters to start from
     * @param steps maximum number of steps
     */
    public static double[] fit(Examples examples, double[] first, int steps) {
        double[] parameters = first;
        double loss = loss(examples, parameters);
        for (int step = 0; step < steps; step++) {
            double[] next = solve(examples, parameters);
            double nextLoss = loss(examples, next);
            // Newton's method may step too far: go back half of the way until the loss falls.
            for (int half = 0; half < MAX_HALVES && !(nextLoss < loss); half++) {
                for (int i = 0; i < next.length; i++) {
                    next[i] = (next[i] + parameters[i]) / 2;
                }
                nextLoss = loss(examples, next);
            }
            if (!(nextLoss < loss)) {
                break;
            }
            parameters = next;
            loss = nextLoss;
        }
        return parameters;
    }

    private static double odds(double[] parameters, double[] features) {
        double odds = 0;
        for (int i = 0; i < parameters.length; i++) {
            odds += parameters[i] * features[i];
        }
        return odds;
    }

    private static double probability(double odds) {
        return Math.max(MIN_PROBABILITY, Math.min(1 - MIN_PROBABILITY, 1 / (1 + Math.exp(-odds))));
    }

    /** Returns the weighted log loss and the damping. */
    private static double loss(Examples examples, double[] parameters) {
        double[] features = new double[parameters.length];
        double sum = 0;
        for (int example = 0; example < examples.size(); example++) {
            examples.read(example, features);
            double probability = probability(odds(parameters, features));
            double label = examples.label(example);
            sum -= examples.weight(example) * (label * Math.log(probability) + (1 - label) * Math.log(1 - probability));
        }
        for (double parameter : parameters) {
            sum += DAMPING * DAMPING * parameter * parameter / 2;
        }
        return sum;
    }

    /** Returns the solution of the least squares at parameters. */
    @SuppressWarnings("try") // the solver declares that its close may throw anything
    private static double[] solve(Examples examples, double[] parameters) {
        Map<Integer, LabeledVector<double[]>> rows = new HashMap<>();
        for (int example = 0; example < examples.size(); example++) {
            double[] row = new double[parameters.length];
            examples.read(example, row);
            double odds = odds(parameters, row);
            double probability = probability(odds);
            double variance = probability * (1 - probability);
            double root = Math.sqrt(variance * examples.weight(example));
            for (int i = 0; i < row.length; i++) {
                row[i] *= root;
            }
            double target = odds + (examples.label(example) - probability) / variance;
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
            throw new IllegalStateException("The least squares of a logistic regression cannot be solved.", e);
        }
    }
}
