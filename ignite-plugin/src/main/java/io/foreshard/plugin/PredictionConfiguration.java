package io.foreshard.plugin;

import java.time.Duration;
import java.util.List;

/** The settings of prediction: the pause between trainings of the model. Not thread-safe. */
public final class PredictionConfiguration extends SettingGroup {
    /** Pause between two trainings. */
    public static final Setting<Duration> TRAINING_INTERVAL = Setting.of(
                    "trainingInterval",
                    SettingType.DURATION,
                    Duration.ofMinutes(1),
                    "Pause between two trainings of the model of the next action; one server trains.")
            .mustBe(
                    "a duration of at least PT1S, or PT0S for no training",
                    pause -> pause.isZero() || pause.compareTo(Duration.ofSeconds(1)) >= 0);

    /** Sets the pause between two trainings, at least one second, default one minute; zero switches training off. */
    public PredictionConfiguration setTrainingInterval(Duration trainingInterval) {
        put(TRAINING_INTERVAL, trainingInterval);
        return this;
    }

    /** Sets the pause between two trainings as text, such as {@code PT1M}. */
    public PredictionConfiguration setTrainingInterval(String trainingInterval) {
        put(TRAINING_INTERVAL, trainingInterval);
        return this;
    }

    /** Returns the pause between two trainings as text. */
    public String getTrainingInterval() {
        return text(TRAINING_INTERVAL);
    }

    @Override
    List<Setting<?>> settings() {
        return List.of(TRAINING_INTERVAL);
    }
}
