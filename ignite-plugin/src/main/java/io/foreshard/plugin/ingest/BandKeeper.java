package io.foreshard.plugin.ingest;

import io.foreshard.profile.BandCalibrator;
import io.foreshard.profile.EngagementBands;
import java.util.Map;
import java.util.UUID;
import org.apache.ignite.IgniteCache;

/** Keeps the engagement bands that all nodes share: reads the current ones, publishes new ones when the scores drifted. Thread-safe. */
final class BandKeeper {
    private static final String KEY = "engagement-bands";

    private final IgniteCache<String, EngagementBands> meta;
    private final BandCalibrator calibrator = new BandCalibrator();

    BandKeeper(IgniteCache<String, EngagementBands> meta) {
        this.meta = meta;
    }

    /** Returns the current bands; the cache is replicated, so this asks no other node. */
    EngagementBands current() {
        EngagementBands published = meta.get(KEY);
        return published == null ? EngagementBands.initial() : published;
    }

    /**
     * Learns from the scores behind the ids that were issued.
     *
     * <p>When somebody else published since {@code used} was read, theirs stay.
     */
    synchronized void learn(EngagementBands used, Map<UUID, double[]> scores) {
        scores.forEach((user, ofUser) -> {
            for (double score : ofUser) {
                calibrator.add(score, user);
            }
        });
        calibrator.recalibrate(used).ifPresent(next -> {
            if (!meta.putIfAbsent(KEY, next)) {
                meta.replace(KEY, used, next);
            }
        });
    }
}
