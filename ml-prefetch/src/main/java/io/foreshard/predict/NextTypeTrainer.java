package io.foreshard.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The training of a {@link NextTypeModel}: counts of the labels by context, then the weights of the contexts by {@link LogisticRegression}
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

    private static final int STEPS = 6;

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
        Pairs rows = new Pairs();
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
    private static void addRows(Pairs rows, Example example, ContextCounts counts) {
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
                rows.add(difference(probable, withBias(evidence, rival, counts)), actual == first);
            }
        }
    }

    /** Returns what the evidence says roughly: the first context, and a part of what the others add. */
    private static double rough(double[] evidence) {
        return evidence[0] + ROUGH_WEIGHT * (Arrays.stream(evidence).sum() - evidence[0]);
    }

    /** Returns the evidence for a label, then 1 at the place of the label if it has a bias of its own. */
    private static double[] withBias(double[][] evidence, int label, ContextCounts counts) {
        int contexts = evidence[label].length;
        double[] features = Arrays.copyOf(evidence[label], contexts + evidence.length);
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
    private static double[] weights(Pairs rows, int contexts, int labels) {
        double[] rough = new double[contexts + labels];
        Arrays.fill(rough, 0, contexts, ROUGH_WEIGHT);
        rough[0] = 1;
        return rows.size() == 0 ? rough : LogisticRegression.fit(rows, rough, STEPS);
    }

    /** Rows of the regression: differences of the evidence of two labels, the first of which was the label of the example or not. */
    private static final class Pairs implements LogisticRegression.Examples {
        private final List<double[]> differences = new ArrayList<>();
        private final List<Boolean> firstWasRight = new ArrayList<>();

        void add(double[] difference, boolean firstIsRight) {
            differences.add(difference);
            firstWasRight.add(firstIsRight);
        }

        @Override
        public int size() {
            return differences.size();
        }

        @Override
        public void read(int row, double[] features) {
            System.arraycopy(differences.get(row), 0, features, 0, features.length);
        }

        @Override
        public double label(int row) {
            return firstWasRight.get(row) ? 1 : 0;
        }

        @Override
        public double weight(int row) {
            return 1;
        }
    }
}
