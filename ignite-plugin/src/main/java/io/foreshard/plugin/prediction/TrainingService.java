package io.foreshard.plugin.prediction;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.PredictionConfiguration;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.predict.TrainingListener;
import io.foreshard.predict.TrainingLoop;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.ignite.Ignite;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.apache.ignite.services.Service;
import org.apache.ignite.services.ServiceConfiguration;

/**
 * The service that trains the model, on one server at a time; when that server leaves the cluster, Ignite starts it on another one.
 *
 * <p>The service reads settings and listener on the node where it runs; the instance that Ignite sends to the nodes has none. Ignite calls it from one
 * thread at a time.
 */
public final class TrainingService implements Service {
    private static final long serialVersionUID = 1L;
    private static final String LISTENER = TrainingListener.class.getName();

    @IgniteInstanceResource
    private transient Ignite ignite;

    private transient ScheduledExecutorService executor;
    private transient TrainingLoop loop;

    /** Returns the deployment of the training on one server. */
    public static ServiceConfiguration once() {
        ServiceConfiguration configuration = new ServiceConfiguration()
                .setName("foreshard.training")
                .setMaxPerNodeCount(1)
                .setTotalCount(1);
        configuration.setService(new TrainingService());
        return configuration;
    }

    /** Sets the listener of the trainings on a node; the service gets it from there, because Ignite sends it to the nodes without one. */
    public static void register(Ignite ignite, TrainingListener listener) {
        ignite.cluster().nodeLocalMap().put(LISTENER, listener);
    }

    @Override
    public void init() {
        ForeshardConfiguration configuration = ForeshardConfiguration.of(ignite);
        Clock clock = configuration.clock();
        Object registered = ignite.cluster().nodeLocalMap().get(LISTENER);
        executor = DaemonThreads.scheduled("foreshard-model");
        loop = new TrainingLoop(
                () -> new WindowSample(ignite).sequences(),
                new PublishedModel(ignite),
                clock,
                executor,
                registered instanceof TrainingListener listener ? listener : TrainingListener.NONE);
        loop.start(configuration.getPrediction().get(PredictionConfiguration.TRAINING_INTERVAL));
    }

    @Override
    public void cancel() {
        if (loop != null) {
            loop.close();
            executor.shutdownNow();
        }
    }
}
