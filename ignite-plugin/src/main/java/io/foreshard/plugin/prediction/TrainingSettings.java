package io.foreshard.plugin.prediction;

import java.time.Clock;
import java.time.Duration;

/** What training reads of a node's plugin configuration; a bean in {@code IgniteConfiguration.pluginConfigurations}. */
public interface TrainingSettings {
    /** Returns the pause between two trainings. */
    Duration getTrainingInterval();

    /** Returns the clock that says whether a user has gone. */
    Clock getClock();
}
