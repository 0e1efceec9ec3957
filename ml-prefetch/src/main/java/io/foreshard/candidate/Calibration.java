package io.foreshard.candidate;

import java.util.Arrays;

/**
 * The observed frequency of an event by the score that a model says, learned in the stream: counts in bins, made non-decreasing by pooling adjacent violators (isotonic regression, Zadrozny and Elkan
 * 2002), between which it interpolates. Older observations weigh less. Not thread-safe.
 */
final class Calibration {
    private static final int BINS = 64;
    /** Weight of a bin's observations before a new one of it: about the last 2,000 count. */
    private static final double MEMORY = 1 - 1.0 / 2_000;
    /** Observations of the whole that each bin begins with. */
    private static final double PRIOR = 4;

    private static final int FIT_EVERY = 256;

    /** Mean score of each bin, increasing. */
    private final double[] scores;

    private final double[] weights;
    private final double[] used;
    private final double[] fitted;
    private final double prior;
    private int unfitted;

    /**
     * Creates a calibration without observations.
     *
     * @param sample scores that the model says, at least one: bins hold equal parts of them, finer ones at the top
     * @param prior probability before any observation
     */
    Calibration(double[] sample, double prior) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double[] means = new double[BINS];
        int bins = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double rank = 1 - Math.pow(1e-3, (bin + .5) / BINS);
            double score = sorted[(int) Math.min(sorted.length - 1, rank * sorted.length)];
            if (bins == 0 || score > means[bins - 1]) {
                means[bins++] = score;
            }
        }
        scores = Arrays.copyOf(means, bins);
        weights = new double[bins];
        used = new double[bins];
        fitted = new double[bins];
        this.prior = prior;
        fit();
    }

    /**
     * Counts an outcome.
     *
     * @param weight number of predictions that this one stands for
     */
    void observe(double score, boolean wasUsed, double weight) {
        int bin = nearest(score);
        weights[bin] = weights[bin] * MEMORY + weight;
        used[bin] = used[bin] * MEMORY + (wasUsed ? weight : 0);
        if (++unfitted == FIT_EVERY) {
            fit();
        }
    }

    /** Returns the probability of a score, from 0 to 1; it does not decrease with the score. */
    double probability(double score) {
        int below = below(score);
        if (below < 0) {
            return fitted[0];
        }
        if (below == scores.length - 1) {
            return fitted[below];
        }
        double share = (score - scores[below]) / (scores[below + 1] - scores[below]);
        return fitted[below] + share * (fitted[below + 1] - fitted[below]);
    }

    private int below(double score) {
        int at = Arrays.binarySearch(scores, score);
        return at >= 0 ? at : -at - 2;
    }

    private int nearest(double score) {
        int below = below(score);
        if (below < 0) {
            return 0;
        }
        return below < scores.length - 1 && scores[below + 1] - score < score - scores[below] ? below + 1 : below;
    }

    private void fit() {
        unfitted = 0;
        double[] sums = new double[scores.length];
        double[] totals = new double[scores.length];
        int[] lengths = new int[scores.length];
        int blocks = 0;
        for (int bin = 0; bin < scores.length; bin++) {
            totals[blocks] = weights[bin] + PRIOR;
            sums[blocks] = used[bin] + PRIOR * prior;
            lengths[blocks++] = 1;
            while (blocks > 1 && sums[blocks - 2] * totals[blocks - 1] > sums[blocks - 1] * totals[blocks - 2]) {
                blocks--;
                sums[blocks - 1] += sums[blocks];
                totals[blocks - 1] += totals[blocks];
                lengths[blocks - 1] += lengths[blocks];
            }
        }
        int bin = 0;
        for (int block = 0; block < blocks; block++) {
            for (int i = 0; i < lengths[block]; i++) {
                fitted[bin++] = sums[block] / totals[block];
            }
        }
    }
}
