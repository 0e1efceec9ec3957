package io.foreshard.plugin.prediction;

import io.foreshard.plugin.cluster.ServiceAnswer;
import io.foreshard.plugin.cluster.StreamCodec;
import io.foreshard.training.TrainingDecision;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sends operations on the published models to the server that trains. Thread-safe. */
final class ModelClient implements ClusterModels {
    /** A training takes seconds; one that runs already is awaited first. */
    static final long TIMEOUT_MILLIS = TimeUnit.MINUTES.toMillis(5);

    static final StreamCodec<TrainingDecision> DECISIONS =
            new StreamCodec<>(TrainingDecision::write, TrainingDecision::read, "it is not stored");

    private final BooleanSupplier active;
    private final Supplier<ModelService> service;

    /**
     * @param active returns whether the cluster is active: the service runs only then
     * @param service returns a proxy of the service
     */
    ModelClient(BooleanSupplier active, Supplier<ModelService> service) {
        this.active = active;
        this.service = service;
    }

    @Override
    public ModelHistory history() {
        return asked(ModelService::history, ModelHistory.CODEC);
    }

    @Override
    public TrainingDecision rollback(long version) {
        return asked(server -> server.rollback(version), DECISIONS);
    }

    @Override
    public TrainingDecision trainNow() {
        return asked(ModelService::trainNow, DECISIONS);
    }

    private <T> T asked(Function<ModelService, ServiceAnswer> call, StreamCodec<T> codec) {
        if (!active.getAsBoolean()) {
            throw new IllegalStateException("The cluster is inactive: activate it first, then it has models.");
        }
        return ServiceAnswer.asked(() -> call.apply(service.get()), codec);
    }
}
