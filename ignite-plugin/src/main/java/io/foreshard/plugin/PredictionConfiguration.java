package io.foreshard.plugin;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The settings of prediction: the pause between trainings of the model, and what servers warm. Not thread-safe. */
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

    /** Caches whose rows servers read ahead into their memory. */
    public static final Setting<String> WARM_OBJECTS = Setting.of(
                    "warmObjects",
                    SettingType.TEXT,
                    "",
                    "Names of caches with keys of type ObjectKey, separated by commas; servers read rows of them into their memory that users may need next. For SQL and thin clients.")
            .mustBe(
                    "names separated by commas",
                    names -> names.isEmpty() || Stream.of(names.split(",", -1)).noneMatch(String::isBlank))
            .sameOn(Setting.Sameness.SERVERS);

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

    /** Sets the names of caches whose rows servers warm, separated by commas; default none. */
    public PredictionConfiguration setWarmObjects(String warmObjects) {
        put(WARM_OBJECTS, warmObjects);
        return this;
    }

    /** Returns the names of caches whose rows servers warm, separated by commas. */
    public String getWarmObjects() {
        return text(WARM_OBJECTS);
    }

    @Override
    List<Setting<?>> settings() {
        return List.of(TRAINING_INTERVAL, WARM_OBJECTS);
    }
}
