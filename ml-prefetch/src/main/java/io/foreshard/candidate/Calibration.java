package io.foreshard.candidate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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

    private Calibration(double[] scores, double[] weights, double[] used, double prior) {
        this.scores = scores;
        this.weights = weights;
        this.used = used;
        this.fitted = new double[scores.length];
        this.prior = prior;
        fit();
    }

    /** Returns a calibration with the same observations. */
    Calibration copy() {
        return new Calibration(scores, weights.clone(), used.clone(), prior);
    }

    /** Writes the observations: 24 bytes for each bin. */
    void write(DataOutputStream out) throws IOException {
        out.writeDouble(prior);
        out.writeInt(scores.length);
        for (int bin = 0; bin < scores.length; bin++) {
            out.writeDouble(scores[bin]);
            out.writeDouble(weights[bin]);
            out.writeDouble(used[bin]);
        }
    }

    /**
     * Reads the bytes of {@link #write}.
     *
     * @throws IllegalArgumentException if they are not a calibration
     */
    static Calibration read(DataInputStream in) throws IOException {
        double prior = in.readDouble();
        int bins = in.readInt();
        if (!(prior >= 0 && prior <= 1) || bins < 1 || bins > BINS) {
            throw new IllegalArgumentException("A calibration has a prior of 0 to 1 and 1 to " + BINS
                    + " bins, not a prior of " + prior + " and " + bins + " bins.");
        }
        double[] scores = new double[bins];
        double[] weights = new double[bins];
        double[] used = new double[bins];
        for (int bin = 0; bin < bins; bin++) {
            scores[bin] = in.readDouble();
            weights[bin] = in.readDouble();
            used[bin] = in.readDouble();
            boolean ordered = Double.isFinite(scores[bin]) && (bin == 0 || scores[bin] > scores[bin - 1]);
            if (!ordered || !(used[bin] >= 0 && used[bin] <= weights[bin] && weights[bin] < Double.MAX_VALUE)) {
                throw new IllegalArgumentException("The bin " + bin + " of a calibration has impossible numbers.");
            }
        }
        return new Calibration(scores, weights, used, prior);
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
