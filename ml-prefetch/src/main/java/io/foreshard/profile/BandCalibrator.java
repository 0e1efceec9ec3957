package io.foreshard.profile;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Detects drift of the engagement bands: compares them with the quartiles of the last 2,048 scores.
 *
 * <p>The first version follows after 64 scores, each later one after twice as many, up to 4,096 (decisions 3 and 26). The first five are based on fewer than
 * 2,048 scores, so they are replaced without a drift. Thread-safe.
 */
public final class BandCalibrator {
    private static final int SAMPLE = 2048;
    /** Maximum number of new scores between two comparisons. */
    private static final int INTERVAL = 1024;
    /** Number of scores before the first version. */
    private static final int FIRST_INTERVAL = 64;
    /** Number of times the minimum distance between two versions doubles. */
    private static final int DOUBLINGS = 6;
    /** Number of versions that are based on fewer than {@value #SAMPLE} scores. */
    private static final int SMALL_SAMPLES = 5;
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
     * Returns new bands if the current ones have drifted from the quartiles of the recent scores, or were based on few scores.
     *
     * @param current the published bands
     */
    public synchronized Optional<EngagementBands> recalibrate(EngagementBands current) {
        if (current.version() > version) {
            version = current.version();
            publishedAt = seen;
        }
        int distance = FIRST_INTERVAL << Math.min(version, DOUBLINGS);
        if (seen - judgedAt < Math.min(distance, INTERVAL) || seen - publishedAt < distance) {
            return Optional.empty();
        }
        judgedAt = seen;
        double[] sample = Arrays.copyOf(positions, (int) Math.min(seen, SAMPLE));
        if (current.version() >= SMALL_SAMPLES && !hasDrifted(current, sample)) {
            return Optional.empty();
        }
        Arrays.sort(sample);
        return Optional.of(current.next(sample));
    }

    private static boolean hasDrifted(EngagementBands current, double[] sample) {
        int[] counts = new int[EngagementBands.BANDS];
        for (double position : sample) {
            counts[current.band(position)]++;
        }
        double quarter = 1.0 / EngagementBands.BANDS;
        return IntStream.of(counts).anyMatch(count -> Math.abs((double) count / sample.length - quarter) > TOLERANCE);
    }
}
