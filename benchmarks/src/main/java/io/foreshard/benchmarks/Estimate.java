package io.foreshard.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * The median of paired ratios with a confidence interval that assumes no distribution: two order statistics of the sample.
 *
 * <p>The number of values below the true median follows a binomial distribution with p = 1/2, so the interval from the k-th
 * smallest to the k-th largest value covers the median with probability 1 - 2 P(B &lt; k). Immutable and thread-safe.
 *
 * @param median median of the ratios
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
record Estimate(double median, double low, double high) {
    private static final double CONFIDENCE = .95;

    /** Estimates the median; fewer than six values give their whole range, which covers it less often than 95 %. */
    static Estimate of(double[] ratios) {
        double[] sorted = ratios.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        int k = 0;
        double below = Math.pow(.5, n); // P(B <= k)
        double term = below;
        while (1 - 2 * (below + term * (n - k) / (k + 1)) >= CONFIDENCE) {
            term *= (double) (n - k) / (k + 1);
            below += term;
            k++;
        }
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        return new Estimate(median, sorted[k], sorted[n - 1 - k]);
    }

    /** Returns whether a ratio of 1 is compatible with the sample. */
    boolean contains1() {
        return low <= 1 && 1 <= high;
    }

    /** Returns whether this estimate of a side against itself is right and as narrow as a precision, for example 0.05. */
    boolean confirms(double precision) {
        return contains1() && low >= 1 - precision && high <= 1 + precision;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, low, high);
    }
}
