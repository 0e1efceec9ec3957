package io.foreshard.plugin.prediction;

import io.foreshard.plugin.ingest.NodeSettings;
import io.foreshard.predict.Example;
import io.foreshard.predict.ModelLoop;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.apache.ignite.services.Service;
import org.apache.ignite.services.ServiceConfiguration;

/**
 * The training of the model, on one server at a time; when that server leaves, Ignite starts it on another one.
 *
 * <p>All settings come from the node it runs on; the instance that travels is empty.
 */
public final class TrainingService implements Service {
    private static final long serialVersionUID = 1L;

    @IgniteInstanceResource
    private transient Ignite ignite;

    private transient ModelLoop loop;

    /** Returns the deployment of the training on one server. */
    public static ServiceConfiguration once() {
        ServiceConfiguration configuration = new ServiceConfiguration()
                .setName("foreshard.training")
                .setMaxPerNodeCount(1)
                .setTotalCount(1);
        configuration.setService(new TrainingService());
        return configuration;
    }

    @Override
    public void init() {
        TrainingSettings settings = NodeSettings.of(ignite, TrainingSettings.class);
        loop = new ModelLoop(
                () -> examples(settings.getClock().millis()), new PublishedModel(ignite), settings.getClock());
        loop.start(settings.getTrainingInterval());
    }

    private List<Example> examples(long nowMillis) {
        return new WindowSample(ignite)
                .sequences().stream()
                        .flatMap(sequence -> sequence.examples(nowMillis).stream())
                        .toList();
    }

    @Override
    public void cancel() {
        if (loop != null) {
            loop.close();
        }
    }
}
