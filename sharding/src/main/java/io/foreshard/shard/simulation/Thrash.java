package io.foreshard.shard.simulation;

import java.util.List;

/**
 * The thrash of a time series as CockroachDB's allocator simulator defines it: the variation against the dominant direction, and little of that along it
 * ("trend-discounting total variation"), as a share of the range of the values.
 */
final class Thrash {
    private static final double EXPONENT = 0.8;

    private Thrash() {}

    /**
     * Returns the largest thrash of several series, 1 for one sweep over the range.
     *
     * @param leastRange a range below which a series is not judged by its own range: a node that gets one partition and gives it up again swept over its
     *     whole range
     */
    static double largest(List<double[]> series, double leastRange) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double[] values : series) {
            for (double value : values) {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        double range = Math.max(max - min, leastRange);
        return series.stream().mapToDouble(Thrash::variation).max().orElse(0) / range;
    }

    /** Returns the trend-discounting total variation: 0 if the series only rises or only falls, all of it if it does both alike. */
    static double variation(double[] values) {
        double up = 0;
        double down = 0;
        for (int i = 1; i < values.length; i++) {
            up += Math.max(0, values[i] - values[i - 1]);
            down += Math.max(0, values[i - 1] - values[i]);
        }
        double least = Math.min(up, down);
        if (least == 0) {
            return 0;
        }
        double alpha = StrictMath.pow(least / Math.max(up, down), EXPONENT);
        return alpha * (up + down) + (1 - alpha) * least;
    }
}
