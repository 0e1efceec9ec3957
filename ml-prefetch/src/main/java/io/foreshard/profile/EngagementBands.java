package io.foreshard.profile;

import io.foreshard.key.Hashing;
import java.io.Serializable;
import java.util.Arrays;
import java.util.UUID;

/**
 * The quartiles of the engagement scores seen lately: an immutable value with a version.
 *
 * <p>Equal scores are told apart by a hash of the user, so that the bands are real quartiles even when a third of the population has the same
 * score. Thread-safe.
 */
public final class EngagementBands implements Serializable {
    /** Number of bands. */
    public static final int BANDS = 4;

    private static final long serialVersionUID = 1L;
    /** Width of the ties: far below any difference of scores that means something. */
    private static final double TIE = 1e-6;

    private final long version;
    private final double[] thresholds;

    private EngagementBands(long version, double[] thresholds) {
        this.version = version;
        this.thresholds = thresholds;
    }

    /** Returns the bands before anything was seen: newcomers are spread evenly. */
    public static EngagementBands initial() {
        double newcomer = UserWindow.NEWCOMER_ENGAGEMENT;
        return new EngagementBands(0, new double[] {newcomer + TIE * .25, newcomer + TIE * .5, newcomer + TIE * .75});
    }

    /** Returns the next version, with the quartiles of a sorted sample of {@linkplain #position positions}. */
    EngagementBands next(double[] sortedPositions) {
        double[] quartiles = new double[BANDS - 1];
        for (int i = 0; i < quartiles.length; i++) {
            quartiles[i] = sortedPositions[sortedPositions.length * (i + 1) / BANDS];
        }
        return new EngagementBands(version + 1, quartiles);
    }

    /** Returns a score with its tie broken. */
    static double position(double score, UUID user) {
        return score + TIE * Hashing.unit(Hashing.mix(Hashing.user(user)));
    }

    /** Returns the band of a user with a score, 0 (the least engaged) to 3. */
    public int band(double score, UUID user) {
        return band(position(score, user));
    }

    int band(double position) {
        int band = 0;
        while (band < thresholds.length && position >= thresholds[band]) {
            band++;
        }
        return band;
    }

    /** Returns the version, from 0. */
    public long version() {
        return version;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EngagementBands bands
                && version == bands.version
                && Arrays.equals(thresholds, bands.thresholds);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(version);
    }

    @Override
    public String toString() {
        return "EngagementBands[version " + version + ", " + Arrays.toString(thresholds) + "]";
    }
}
