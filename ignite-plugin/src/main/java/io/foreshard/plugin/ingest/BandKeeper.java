package io.foreshard.plugin.ingest;

import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.cluster.StreamCodec;
import io.foreshard.plugin.cluster.UnreadableStateException;
import io.foreshard.plugin.cluster.Versioned;
import io.foreshard.profile.BandCalibrator;
import io.foreshard.profile.EngagementBands;
import java.util.Map;
import java.util.UUID;
import org.apache.ignite.Ignite;

/** The engagement bands on one node: reads the published ones, and publishes new ones when the scores have drifted. Thread-safe. */
final class BandKeeper {
    static final String KEY = "engagement-bands";

    private final SharedState<EngagementBands> state;
    private final StateListener listener;
    private final BandCalibrator calibrator = new BandCalibrator();
    private volatile EngagementBands readable = EngagementBands.unlearned();

    BandKeeper(Ignite ignite) {
        state = new SharedState<>(
                ignite,
                KEY,
                new StreamCodec<>(
                        EngagementBands::write, EngagementBands::read, "the bands are learned again from new scores"));
        listener = StateListener.of(ignite);
    }

    /**
     * Returns the current bands without asking another node.
     *
     * <p>Bands only influence placement, so unreadable ones do not stop the ingestion: the last readable ones stay in use.
     */
    EngagementBands current() {
        try {
            readable = state.read().value().orElseGet(EngagementBands::unlearned);
        } catch (UnreadableStateException e) {
            listener.onUnreadable(e);
        }
        return readable;
    }

    /**
     * Learns from the scores of the ids that were issued; publishes new bands unless others were published since {@code used} was read.
     *
     * @param scores scores by user
     */
    void learn(EngagementBands used, Map<UUID, double[]> scores) {
        scores.forEach((user, ofUser) -> {
            for (double score : ofUser) {
                calibrator.add(score, user);
            }
        });
        calibrator.recalibrate(used).ifPresent(next -> publish(used, next));
    }

    private void publish(EngagementBands used, EngagementBands next) {
        try {
            Versioned<EngagementBands> present = state.read();
            if (present.value().orElseGet(EngagementBands::unlearned).equals(used)) {
                state.tryReplace(present, next);
            }
        } catch (UnreadableStateException e) {
            listener.onUnreadable(e);
        }
    }
}
