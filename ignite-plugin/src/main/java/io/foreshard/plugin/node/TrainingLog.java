package io.foreshard.plugin.node;

import io.foreshard.predict.ModelReport;
import io.foreshard.predict.TrainingListener;
import java.util.Locale;
import org.apache.ignite.IgniteLogger;

/** Logs the results of training. Thread-safe. */
final class TrainingLog implements TrainingListener {
    private final IgniteLogger log;

    TrainingLog(IgniteLogger log) {
        this.log = log;
    }

    @Override
    public void onPublished(ModelReport model) {
        log.info(String.format(
                Locale.ROOT,
                "Published version %d of the model of the next type: accuracy %.3f (majority %.3f) on %d examples.",
                model.version(),
                model.accuracy(),
                model.majorityAccuracy(),
                model.examples()));
    }

    @Override
    public void onRefused(String reason) {
        log.debug("Training published no model. " + reason);
    }

    @Override
    public void onFailed(RuntimeException cause) {
        log.warning("Training failed; it is repeated after its interval.", cause);
    }
}
