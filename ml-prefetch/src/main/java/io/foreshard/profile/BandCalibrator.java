package io.foreshard.profile;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Watches engagement scores and tells when the bands are no quartiles any more. Keeps the last 2,048 scores.
 *
 * <p>The first versions follow one another quickly, because little is known yet; later ones are at least 4,096 scores apart, see decision 3.
 * Thread-safe.
 */
public final class BandCalibrator {
    private static final int SAMPLE = 2048;
    /** How many new scores make a judgement worth its sort, and the first version worth publishing. */
    private static final int INTERVAL = 1024;
    /** How often the least distance between two versions doubles. */
    private static final int DOUBLINGS = 2;
    /** Share by which a band may differ from a quarter. */
    private static final double TOLERANCE = .1;

    private final double[] positions = new double[SAMPLE];
    private long seen;
    private long judgedAt;
    private long version;
    private long publishedAt;

    /** Takes the score of a user for whom an id was issued. */
    public synchronized void add(double score, UUID user) {
        positions[(int) (seen++ % SAMPLE)] = EngagementBands.position(score, user);
    }

    /**
     * Returns new bands if the current ones have drifted from the quartiles of the scores seen lately.
     *
     * @param current the newest bands known here, whoever published them
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
