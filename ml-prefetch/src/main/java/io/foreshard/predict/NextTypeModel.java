package io.foreshard.predict;

import java.time.Instant;

/**
 * A model of the type of a user's next action: a tempered Gaussian naive Bayes posterior over learned parameters.
 *
 * <p>The posterior is computed here, because Ignite's own divides by zero for a feature without variance within a class (most one-hot
 * features of small samples). Immutable and thread-safe.
 */
public final class NextTypeModel implements Predictor {
    /** Variances below it are raised to it. */
    private static final double MIN_VARIANCE = 0.01;

    private final long version;
    private final long trainedAtMillis;
    private final Score score;
    private final Score majority;
    private final NaiveBayes bayes;

    NextTypeModel(long version, long trainedAtMillis, Score score, Score majority, NaiveBayes bayes) {
        this.version = version;
        this.trainedAtMillis = trainedAtMillis;
        this.score = score;
        this.majority = majority;
        this.bayes = bayes;
    }

    /** Returns the version: 1 for the first model that was published, one more for each that replaced another. */
    public long version() {
        return version;
    }

    /** Returns the time of the training. */
    public Instant trainedAt() {
        return Instant.ofEpochMilli(trainedAtMillis);
    }

    /** Returns the score on the newest examples, which are not among the training examples. */
    public Score score() {
        return score;
    }

    /** Returns the score of the label shares alone on the same examples; its accuracy is that of the majority label. */
    public Score majority() {
        return majority;
    }

    /** Returns the figures of this model for a person. */
    public ModelReport report() {
        return new ModelReport(
                version,
                trainedAt(),
                score.examples(),
                score.accuracy(),
                majority.accuracy(),
                score.macroF1(),
                majority.macroF1());
    }

    NaiveBayes bayes() {
        return bayes;
    }

    NextTypeModel scored(Score own, Score ofMajority) {
        return new NextTypeModel(version, trainedAtMillis, own, ofMajority, bayes);
    }

    @Override
    public int[] labels() {
        return bayes.labels().clone();
    }

    @Override
    public double[] probabilities(Example example) {
        double[] features = bayes.features().encode(example);
        double[] logarithms = new double[bayes.labels().length];
        for (int label = 0; label < logarithms.length; label++) {
            logarithms[label] = Math.log(bayes.priors()[label]);
            for (int i = 0; i < features.length; i++) {
                double variance = Math.max(MIN_VARIANCE, bayes.variances()[label][i]);
                double distance = features[i] - bayes.means()[label][i];
                logarithms[label] -= bayes.power() * (distance * distance / variance + Math.log(variance)) / 2;
            }
        }
        return Predictor.normalise(logarithms);
    }

    @Override
    public String toString() {
        return "NextTypeModel[version " + version + ", trained at " + trainedAt() + "]";
    }
}
