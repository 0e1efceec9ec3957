package io.foreshard.predict;

import java.time.Instant;

/**
 * A model of the type of a user's next action: the evidence of the contexts for each label, weighed by a logistic regression.
 *
 * <p>The probability of a label is proportional to the exponential of its bias and its weighed evidence. Immutable and thread-safe.
 */
public final class NextTypeModel implements Predictor {
    private final long version;
    private final long trainedAtMillis;
    private final SessionGap gap;
    private final Score score;
    private final Score majority;
    private final ContextCounts counts;
    private final double[] weights;
    private final double[] biases;

    NextTypeModel(
            long version,
            long trainedAtMillis,
            SessionGap gap,
            Score score,
            Score majority,
            ContextCounts counts,
            double[] weights,
            double[] biases) {
        this.version = version;
        this.trainedAtMillis = trainedAtMillis;
        this.gap = gap;
        this.score = score;
        this.majority = majority;
        this.counts = counts;
        this.weights = weights;
        this.biases = biases;
    }

    /** Returns the version: 1 for the first model that was published, one more for each that replaced another. */
    public long version() {
        return version;
    }

    /** Returns the time of the training. */
    public Instant trainedAt() {
        return Instant.ofEpochMilli(trainedAtMillis);
    }

    /** Returns the definition of a session that the model was trained with. */
    public SessionGap gap() {
        return gap;
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

    ContextCounts counts() {
        return counts;
    }

    double[] weights() {
        return weights;
    }

    double[] biases() {
        return biases;
    }

    NextTypeModel scored(Score own, Score ofMajority) {
        return new NextTypeModel(version, trainedAtMillis, gap, own, ofMajority, counts, weights, biases);
    }

    @Override
    public int[] labels() {
        return counts.labels().clone();
    }

    @Override
    public double[] probabilities(Example example) {
        double[][] evidence = counts.evidence(example);
        double[] logarithms = biases.clone();
        for (int label = 0; label < logarithms.length; label++) {
            for (int i = 0; i < weights.length; i++) {
                logarithms[label] += weights[i] * evidence[label][i];
            }
        }
        return Predictor.normalise(logarithms);
    }

    @Override
    public String toString() {
        return "NextTypeModel[version " + version + ", trained at " + trainedAt() + "]";
    }
}
