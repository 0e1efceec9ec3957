package io.foreshard.profile;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Detects drift of the engagement bands: compares them with the quartiles of the last 2,048 scores.
 *
 * <p>The first versions follow each other at short intervals, since they are based on few scores; later ones are at least 4,096 scores apart
 * (decision 3). Thread-safe.
 */
public final class BandCalibrator {
    private static final int SAMPLE = 2048;
    /** Minimum number of new scores between two comparisons, and before the first version. */
    private static final int INTERVAL = 1024;
    /** Number of times the minimum distance between two versions doubles. */
    private static final int DOUBLINGS = 2;
    /** Tolerated difference between the share of a band and a quarter. */
    private static final double TOLERANCE = .1;

    private final double[] positions = new double[SAMPLE];
    private long seen;
    private long judgedAt;
    private long version;
    private long publishedAt;

    /** Adds the score of a user whose id was issued. */
    public synchronized void add(double score, UUID user) {
        positions[(int) (seen++ % SAMPLE)] = EngagementBands.position(score, user);
    }

    /**
     * Returns new bands if the current ones have drifted from the quartiles of the recent scores.
     *
     * @param current the published bands
     */
    public synchronized Optional<EngagementBands> recalibrate(EngagementBands current) {
        if (current.version() > version) {
            version = current.version();
            publishedAt = seen;
        }
        if (seen - judgedAt < INTERVAL || seen - publishedAt < INTERVAL << Math.min(version, DOUBLINGS)) {
            return Optional.empty();
        }
        judgedAt = seen;
        double[] sample = Arrays.copyOf(positions, (int) Math.min(seen, SAMPLE));
        int[] counts = new int[EngagementBands.BANDS];
        for (double position : sample) {
            counts[current.band(position)]++;
        }
        double quarter = 1.0 / EngagementBands.BANDS;
        for (int count : counts) {
            if (Math.abs((double) count / sample.length - quarter) > TOLERANCE) {
                Arrays.sort(sample);
                return Optional.of(current.next(sample));
            }
        }
        return Optional.empty();
    }
}
