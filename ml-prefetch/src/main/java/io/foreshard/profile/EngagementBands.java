package io.foreshard.profile;

import io.foreshard.key.Hashing;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.UUID;

/**
 * The quartiles of recent engagement scores, as a value with a version.
 *
 * <p>Ties are broken by a hash of the user, so that each band holds a quarter of the users even when a third of them have the same score.
 * Immutable and thread-safe.
 */
public final class EngagementBands implements Serializable {
    /** Number of bands. */
    public static final int BANDS = 4;

    private static final long serialVersionUID = 1L;
    /** Range of the tie break: far below any significant difference of scores. */
    private static final double TIE = 1e-6;

    private final long version;
    private final double[] thresholds;

    private EngagementBands(long version, double[] thresholds) {
        this.version = version;
        this.thresholds = thresholds;
    }

    /** Returns version 0, without any scores: users without a history are spread evenly. */
    public static EngagementBands unlearned() {
        double newcomer = UserWindow.NEWCOMER_ENGAGEMENT;
        return new EngagementBands(0, new double[] {newcomer + TIE * .25, newcomer + TIE * .5, newcomer + TIE * .75});
    }

    /** Returns the next version with the quartiles of a sorted sample of {@linkplain #position positions}. */
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

    /** Returns the version: 0 for {@link #unlearned()}, then one more each time. */
    public long version() {
        return version;
    }

    /** Writes the bands in format 1. */
    public void write(DataOutput out) throws IOException {
        out.writeLong(version);
        for (double threshold : thresholds) {
            out.writeDouble(threshold);
        }
    }

    /**
     * Reads bands in format 1.
     *
     * @throws IOException if the bytes end early
     * @throws IllegalArgumentException if the version is negative or the thresholds are not ascending
     */
    public static EngagementBands read(DataInput in) throws IOException {
        long version = in.readLong();
        double[] thresholds = new double[BANDS - 1];
        boolean ascending = true;
        for (int i = 0; i < thresholds.length; i++) {
            thresholds[i] = in.readDouble();
            ascending &= i == 0 ? !Double.isNaN(thresholds[0]) : thresholds[i] >= thresholds[i - 1];
        }
        if (version < 0 || !ascending) {
            throw new IllegalArgumentException("Bands have a version and ascending thresholds: " + version + ", "
                    + Arrays.toString(thresholds) + ".");
        }
        return new EngagementBands(version, thresholds);
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
