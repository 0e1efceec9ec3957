package io.foreshard.predict;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.ignite.ml.dataset.feature.extractor.Vectorizer;
import org.apache.ignite.ml.dataset.feature.extractor.impl.DummyVectorizer;
import org.apache.ignite.ml.dataset.impl.local.LocalDatasetBuilder;
import org.apache.ignite.ml.math.primitives.vector.Vector;
import org.apache.ignite.ml.math.primitives.vector.VectorUtils;
import org.apache.ignite.ml.naivebayes.gaussian.GaussianNaiveBayesModel;
import org.apache.ignite.ml.naivebayes.gaussian.GaussianNaiveBayesTrainer;

/**
 * The training of a {@link NextTypeModel}: means and variances by the Gaussian naive Bayes of Ignite ML, then a temperature.
 *
 * <p>The likelihood is raised to the power that gives the lowest log loss on the later fifth of the training examples (temperature scaling, Guo et
 * al. 2017). A pure function.
 */
final class NextTypeTrainer {
    /** Partitions of Ignite's local data set; it computes them one after the other. */
    private static final int PARTITIONS = 2;

    private static final double[] POWERS = {.02, .05, .1, .15, .2, .3, .4, .5, .7, 1};
    private static final double EARLIER_SHARE = .8;

    private NextTypeTrainer() {}

    /**
     * Trains a model without a score in this thread.
     *
     * @param examples ordered by time
     */
    static NextTypeModel train(List<Example> examples, long version, long nowMillis) {
        double power = power(examples);
        return unscored(bayes(examples).tempered(power), version, nowMillis);
    }

    private static double power(List<Example> examples) {
        int cut = (int) (examples.size() * EARLIER_SHARE);
        NaiveBayes earlier = bayes(examples.subList(0, cut));
        List<Example> later = examples.subList(cut, examples.size());
        double best = 1;
        double minLoss = Double.POSITIVE_INFINITY;
        for (double power : POWERS) {
            double loss =
                    Score.of(unscored(earlier.tempered(power), 0, 0), later).logLoss();
            if (loss < minLoss) {
                minLoss = loss;
                best = power;
            }
        }
        return best;
    }

    private static NextTypeModel unscored(NaiveBayes bayes, long version, long nowMillis) {
        return new NextTypeModel(version, nowMillis, Score.NONE, Score.NONE, bayes);
    }

    private static NaiveBayes bayes(List<Example> examples) {
        FeatureCode features = FeatureCode.of(examples);
        Map<Integer, Vector> rows = new HashMap<>();
        for (Example example : examples) {
            double[] row = Arrays.copyOf(features.encode(example), features.length() + 1);
            row[features.length()] = example.label();
            rows.put(rows.size(), VectorUtils.of(row));
        }
        GaussianNaiveBayesModel trained = new GaussianNaiveBayesTrainer()
                .fit(
                        new LocalDatasetBuilder<>(rows, PARTITIONS),
                        new DummyVectorizer<Integer>().labeled(Vectorizer.LabelCoordinate.LAST));
        int[] labels = Arrays.stream(trained.getLabels())
                .mapToInt(label -> (int) Math.round(label))
                .toArray();
        return new NaiveBayes(
                1, features, labels, trained.getClassProbabilities(), trained.getMeans(), trained.getVariances());
    }
}
