package io.foreshard.predict;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.ignite.ml.dataset.feature.extractor.Vectorizer;
import org.apache.ignite.ml.dataset.feature.extractor.impl.DummyVectorizer;
import org.apache.ignite.ml.dataset.impl.local.LocalDatasetBuilder;
import org.apache.ignite.ml.math.primitives.vector.Vector;
import org.apache.ignite.ml.math.primitives.vector.VectorUtils;
import org.apache.ignite.ml.nn.UpdatesStrategy;
import org.apache.ignite.ml.optimization.updatecalculators.RPropParameterUpdate;
import org.apache.ignite.ml.optimization.updatecalculators.RPropUpdateCalculator;
import org.apache.ignite.ml.regressions.logistic.LogisticRegressionModel;
import org.apache.ignite.ml.regressions.logistic.LogisticRegressionSGDTrainer;

/**
 * The training of a {@link NextTypeModel}: counts of the labels by context, then the weights of the contexts by the logistic regression of Ignite ML
 * (stacked generalization, Wolpert 1992).
 *
 * <p>The examples are read once, in the order of time. The evidence of an example comes from the examples before it, as it will at a prediction. A
 * sample of the later examples gives the rows of the regression. A pure function.
 */
public final class NextTypeTrainer {
    /** Number of labels that are predicted, the most frequent ones. */
    static final int MAX_LABELS = 64;
    /** Number of contexts that a model keeps, those with the most examples. */
    static final int MAX_CONTEXTS = 30_000;

    /** Number of examples that the weights are learned from. */
    private static final int WEIGHED_EXAMPLES = 4_000;
    /** Share of the examples that are counted before the first one is a row: the first counts are too small to learn from. */
    private static final double COUNTED_FIRST = .3;

    private static final int MIN_EXAMPLES = 4;
    private static final double ROUGH_WEIGHT = .2;
    /** Share of the examples above which a label has a bias of its own: with less it is learned from a handful of rows. */
    private static final double MIN_BIASED_SHARE = .01;

    private static final int PARTITIONS = 1;
    private static final int ITERATIONS = 100;
    /** More than one, else Ignite draws the same batch in every iteration. */
    private static final int LOCAL_ITERATIONS = 10;

    /** All rows: RProp compares the signs of successive gradients, and those of random batches differ by chance. */
    private static final int BATCH_ROWS = Integer.MAX_VALUE;

    private NextTypeTrainer() {}

    /**
     * Trains a model without a score in this thread.
     *
     * @param examples examples with at least two labels, ordered by time
     * @param gap definition of a session that the examples were made with
     */
    public static NextTypeModel train(List<Example> examples, SessionGap gap, long version, long nowMillis) {
        int[] labels = labels(examples);
        ContextCounts counts = ContextCounts.empty(labels);
        Map<Integer, Vector> rows = new HashMap<>();
        int first = (int) (COUNTED_FIRST * examples.size());
        int stride = Math.max(1, (examples.size() - first) / WEIGHED_EXAMPLES);
        for (int i = 0; i < examples.size(); i++) {
            if (i >= first && (i - first) % stride == 0) {
                addRows(rows, examples.get(i), counts);
            }
            counts.count(examples.get(i));
        }
        int contexts = examples.get(0).contexts().length;
        double[] weights = weights(rows, contexts, labels.length);
        return new NextTypeModel(
                version,
                nowMillis,
                gap,
                Score.NONE,
                Score.NONE,
                counts.largest(MIN_EXAMPLES, MAX_CONTEXTS),
                Arrays.copyOf(weights, contexts),
                Arrays.copyOfRange(weights, contexts, weights.length));
    }

    private static int[] labels(List<Example> examples) {
        Map<Integer, Integer> counts = new TreeMap<>();
        examples.forEach(example -> counts.merge(example.label(), 1, Integer::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(MAX_LABELS)
                .mapToInt(Map.Entry::getKey)
                .sorted()
                .toArray();
    }

    /**
     * Adds a row for each rival of the most probable label, if one of the two is the label of the example: the difference of their evidence and which
     * of the two it was. All rivals give rows, else nothing keeps the weights positive for labels that are far apart. The weights that separate such pairs are those of the probabilities of all labels (Hausman and McFadden 1984).
     */
    private static void addRows(Map<Integer, Vector> rows, Example example, ContextCounts counts) {
        double[][] evidence = counts.evidence(example);
        double[] rough =
                Arrays.stream(evidence).mapToDouble(NextTypeTrainer::rough).toArray();
        int first = 0;
        for (int label = 1; label < rough.length; label++) {
            first = rough[label] > rough[first] ? label : first;
        }
        int actual = Arrays.binarySearch(counts.labels(), example.label());
        double[] probable = withBias(evidence, first, counts);
        for (int rival = 0; rival < rough.length; rival++) {
            if (rival != first && (actual == first || actual == rival)) {
                // Every other row is turned round, so that both classes are equally frequent.
                boolean turned = rows.size() % 2 == 1;
                double[] other = withBias(evidence, rival, counts);
                double[] row = turned ? difference(other, probable) : difference(probable, other);
                row[row.length - 1] = (actual == first) != turned ? 1 : 0;
                rows.put(rows.size(), VectorUtils.of(row));
            }
        }
    }

    /** Returns what the evidence says roughly: the first context, and a part of what the others add. */
    private static double rough(double[] evidence) {
        return evidence[0] + ROUGH_WEIGHT * (Arrays.stream(evidence).sum() - evidence[0]);
    }

    /** Returns the evidence for a label, then 1 at the place of the label if it has a bias of its own, then a place for the class of the row. */
    private static double[] withBias(double[][] evidence, int label, ContextCounts counts) {
        int contexts = evidence[label].length;
        double[] features = Arrays.copyOf(evidence[label], contexts + evidence.length + 1);
        features[contexts + label] = counts.share(label) < MIN_BIASED_SHARE ? 0 : 1;
        return features;
    }

    private static double[] difference(double[] left, double[] right) {
        double[] difference = new double[left.length];
        for (int i = 0; i < left.length; i++) {
            difference[i] = left[i] - right[i];
        }
        return difference;
    }

    /** Returns the weights of the contexts, then the biases of the labels. */
    private static double[] weights(Map<Integer, Vector> rows, int contexts, int labels) {
        if (rows.isEmpty()) {
            double[] weights = new double[contexts + labels];
            Arrays.fill(weights, 0, contexts, ROUGH_WEIGHT);
            weights[0] = 1;
            return weights;
        }
        return fit(rows).weights().asArray();
    }

    private static LogisticRegressionModel fit(Map<Integer, Vector> rows) {
        return new LogisticRegressionSGDTrainer()
                .withUpdatesStgy(new UpdatesStrategy<>(
                        new RPropUpdateCalculator(), RPropParameterUpdate.SUM_LOCAL, RPropParameterUpdate.AVG))
                .withMaxIterations(ITERATIONS)
                .withLocIterations(LOCAL_ITERATIONS)
                .withBatchSize(BATCH_ROWS)
                .withSeed(1)
                .fit(
                        new LocalDatasetBuilder<>(rows, PARTITIONS),
                        new DummyVectorizer<Integer>().labeled(Vectorizer.LabelCoordinate.LAST));
    }
}
