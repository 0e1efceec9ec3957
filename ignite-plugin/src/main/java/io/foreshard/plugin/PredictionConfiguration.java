package io.foreshard.plugin;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The settings of prediction: when models are trained, and what servers warm. Not thread-safe. */
public final class PredictionConfiguration extends SettingGroup {
    /** Longest pause between two trainings while there are new actions. */
    public static final Setting<Duration> TRAINING_INTERVAL = Setting.of(
                    "trainingInterval",
                    SettingType.DURATION,
                    Duration.ofMinutes(10),
                    "Longest pause between two trainings of the models while there are new actions. One server trains; in each tenth of this time, at least each second, it looks whether many actions are new or predictions became worse, and trains then too.")
            .mustBe(
                    "a duration of at least PT1S, or PT0S for trainings on request only",
                    pause -> pause.isZero() || pause.compareTo(Duration.ofSeconds(1)) >= 0);

    /** Share of one processor that trainings take at most. */
    public static final Setting<Integer> TRAINING_CPU_PERCENT = Setting.of(
                    "trainingCpuPercent",
                    SettingType.INTEGER,
                    20,
                    "Percent of one processor that training takes at most: work of t seconds of CPU time is followed by a pause of at least t (100 / percent - 1) seconds.")
            .mustBe("from 1 to 100", percent -> percent >= 1 && percent <= 100);

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

    /** Sets the longest pause between two trainings, at least one second, default ten minutes; with zero, models are trained on request only. */
    public PredictionConfiguration setTrainingInterval(Duration trainingInterval) {
        put(TRAINING_INTERVAL, trainingInterval);
        return this;
    }

    /** Sets the longest pause between two trainings as text, such as {@code PT10M}. */
    public PredictionConfiguration setTrainingInterval(String trainingInterval) {
        put(TRAINING_INTERVAL, trainingInterval);
        return this;
    }

    /** Returns the longest pause between two trainings as text. */
    public String getTrainingInterval() {
        return text(TRAINING_INTERVAL);
    }

    /** Sets the percent of one processor that trainings take at most, from 1 to 100, default 20. */
    public PredictionConfiguration setTrainingCpuPercent(int trainingCpuPercent) {
        put(TRAINING_CPU_PERCENT, trainingCpuPercent);
        return this;
    }

    /** Sets the percent of one processor that trainings take at most as text. */
    public PredictionConfiguration setTrainingCpuPercent(String trainingCpuPercent) {
        put(TRAINING_CPU_PERCENT, trainingCpuPercent);
        return this;
    }

    /** Returns the percent of one processor that trainings take at most as text. */
    public String getTrainingCpuPercent() {
        return text(TRAINING_CPU_PERCENT);
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
        return List.of(TRAINING_INTERVAL, TRAINING_CPU_PERCENT, WARM_OBJECTS);
    }
}
