package io.foreshard.plugin.prediction;

import java.time.Clock;
import java.time.Duration;

/** The settings of training: part of the bean in {@code IgniteConfiguration.pluginConfigurations}. */
public interface TrainingSettings {
    /** Returns the pause between two trainings. */
    Duration getTrainingInterval();

    /** Returns the clock by which a session has ended. */
    Clock getClock();
}
