package io.foreshard.plugin.prediction;

import io.foreshard.training.TrainingDecision;
import org.apache.ignite.Ignite;
import org.apache.ignite.client.IgniteClient;

/**
 * The published models of a cluster, operated from any node or thin client. Needs Ignite's permissions {@code ADMIN_OPS} and {@code SERVICE_INVOKE}. Thread-safe.
 *
 * <p>All methods throw {@link IllegalStateException} with a sentence if the cluster is inactive, no server answers, the caller lacks a permission or the published content cannot be read, and
 * {@link org.apache.ignite.client.ClientConnectionException} if a thin client lost its connection.
 */
public interface ClusterModels {
    /** Returns the versions that are kept, and the last decisions of the training. */
    ModelHistory history();

    /**
     * Lets an earlier version serve; servers and thick clients have it within seconds. Training goes on, and a challenger is judged by actions after the rollback only: the version that was rolled back is not
     * published again for what it was already good at.
     *
     * @throws IllegalArgumentException with a sentence, if the version is not kept, serves already or cannot be read; nothing was changed
     */
    TrainingDecision rollback(long version);

    /** Trains at once, whatever the triggers and the budget of CPU time say, and publishes the models if they are better; returns the decision with its reason. Takes as long as a training, some seconds. */
    TrainingDecision trainNow();

    /** Returns the models of the cluster of a server or a thick client. */
    static ClusterModels of(Ignite ignite) {
        return new ModelClient(() -> ignite.cluster().state().active(), () -> ignite.services()
                .serviceProxy(TrainingService.NAME, ModelService.class, false, ModelClient.TIMEOUT_MILLIS));
    }

    /** Returns the models of the cluster of a thin client. The client's class path needs the Foreshard jars. */
    static ClusterModels of(IgniteClient client) {
        return new ModelClient(() -> client.cluster().state().active(), () -> client.services()
                .serviceProxy(TrainingService.NAME, ModelService.class, ModelClient.TIMEOUT_MILLIS));
    }
}
