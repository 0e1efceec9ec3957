package io.foreshard.workbench.evaluate;

import io.foreshard.workbench.evaluate.NextItemRanker.Ranked;
import java.util.ArrayList;
import java.util.List;

/** The probabilities a ranker says against the observed share, in buckets of a tenth. Not thread-safe. */
final class Calibration {
    private static final int BUCKETS = 10;

    private final int[] predictions = new int[BUCKETS];
    private final int[] used = new int[BUCKETS];
    private final double[] said = new double[BUCKETS];

    /**
     * A bucket.
     *
     * @param from lowest probability of the bucket
     * @param predictions number of predictions
     * @param said mean probability said
     * @param observed share of the predictions whose item was used later in the session
     */
    record Bucket(double from, int predictions, double said, double observed) {}

    void add(SessionProgress session, List<Ranked> candidates) {
        for (Ranked candidate : candidates) {
            if (!Double.isNaN(candidate.probability())) {
                int bucket = Math.min(BUCKETS - 1, (int) (candidate.probability() * BUCKETS));
                predictions[bucket]++;
                said[bucket] += candidate.probability();
                used[bucket] += session.isUsedLater(candidate.id()) ? 1 : 0;
            }
        }
    }

    /** Returns the buckets that hold predictions. */
    List<Bucket> buckets() {
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            if (predictions[i] > 0) {
                buckets.add(new Bucket(
                        (double) i / BUCKETS,
                        predictions[i],
                        said[i] / predictions[i],
                        (double) used[i] / predictions[i]));
            }
        }
        return buckets;
    }
}
