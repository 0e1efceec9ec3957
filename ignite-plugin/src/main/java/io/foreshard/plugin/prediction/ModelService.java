package io.foreshard.plugin.prediction;

import io.foreshard.plugin.cluster.ServiceAnswer;

/** The operations on the published models, run by the server that trains; applications use {@link ClusterModels}. Thread-safe. */
public interface ModelService {
    /** Answers with the {@link ModelHistory}. */
    ServiceAnswer history();

    /** Lets an earlier version serve; the answer is a {@link io.foreshard.training.TrainingDecision}. */
    ServiceAnswer rollback(long version);

    /** Trains; the answer is a {@link io.foreshard.training.TrainingDecision}. */
    ServiceAnswer trainNow();
}
