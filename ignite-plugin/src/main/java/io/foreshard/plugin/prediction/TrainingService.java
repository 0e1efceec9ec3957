package io.foreshard.plugin.prediction;

import io.foreshard.plugin.cluster.ServiceAnswer;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.training.ModelSet;
import io.foreshard.training.ModelVersions;
import io.foreshard.training.TrainingDecision;
import io.foreshard.training.TrainingListener;
import io.foreshard.training.TrainingLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ignite.Ignite;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.apache.ignite.services.Service;
import org.apache.ignite.services.ServiceConfiguration;

/**
 * The service that trains the models, on one server at a time; when that server leaves the cluster, Ignite starts it on another one, which continues with the published versions and the recorded decisions.
 *
 * <p>The service reads settings and listener on the node where it runs; the instance that Ignite sends to the nodes has none. Thread-safe after {@link #init}.
 */
public final class TrainingService implements Service, ModelService {
    /** Name of the service. */
    static final String NAME = "foreshard.training";

    /** Actions of a training at most: they take about 10 MB. */
    private static final int LOG_ACTIONS = 100_000;

    private static final long serialVersionUID = 1L;
    private static final String HOST = TrainingService.class.getName();

    @IgniteInstanceResource
    private transient Ignite ignite;

    private transient PublishedModels models;
    private transient Host host;
    private transient ScheduledExecutorService executor;
    private transient TrainingLoop loop;

    /**
     * What the service uses of the node where it runs.
     *
     * @param authorization throws {@link org.apache.ignite.plugin.security.SecurityException} if the caller may not administrate the cluster
     * @param interval see {@link TrainingLoop#start}; zero for trainings on request only
     * @param cpuPercent percent of one processor that trainings may take, from 1 to 100
     */
    public record Host(
            TrainingListener listener, Runnable authorization, Clock clock, Duration interval, int cpuPercent) {}

    /** Returns the deployment of the training on one server. */
    public static ServiceConfiguration once() {
        ServiceConfiguration configuration =
                new ServiceConfiguration().setName(NAME).setMaxPerNodeCount(1).setTotalCount(1);
        configuration.setService(new TrainingService());
        return configuration;
    }

    /** Sets what the service uses of a node; the service gets it from there, because Ignite sends it to the nodes without it. */
    public static void register(Ignite ignite, Host host) {
        ignite.cluster().nodeLocalMap().put(HOST, host);
    }

    @Override
    public void init() {
        models = new PublishedModels(ignite);
        host = ignite.cluster().<String, Host>nodeLocalMap().get(HOST);
        executor = DaemonThreads.scheduled("foreshard-training");
        loop = new TrainingLoop(
                () -> new WindowSample(ignite, LOG_ACTIONS).sequences(),
                models,
                host.clock,
                executor,
                host.listener,
                host.cpuPercent);
        if (!host.interval.isZero()) {
            loop.start(host.interval);
        }
    }

    @Override
    public void cancel() {
        if (loop != null) {
            loop.close();
            executor.shutdownNow();
        }
    }

    @Override
    public ServiceAnswer history() {
        return ServiceAnswer.computed(host.authorization, () -> {
            ModelVersions versions = models.versions();
            return ModelHistory.CODEC.encode(new ModelHistory(
                    versions.serving().map(ModelSet::version).orElse(0L),
                    versions.versions(),
                    models.history().decisions()));
        });
    }

    @Override
    public ServiceAnswer rollback(long version) {
        return ServiceAnswer.computed(host.authorization, () -> {
            TrainingDecision decision =
                    models.rollback(version, host.clock.instant().truncatedTo(ChronoUnit.MILLIS));
            host.listener.onDecision(decision);
            return ModelClient.DECISIONS.encode(decision);
        });
    }

    @Override
    public ServiceAnswer trainNow() {
        return ServiceAnswer.computed(host.authorization, () -> ModelClient.DECISIONS.encode(trained()));
    }

    private TrainingDecision trained() {
        Future<TrainingDecision> training = loop.trainNow();
        try {
            return training.get(ModelClient.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "The training failed: " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "The training has not ended in " + ModelClient.TIMEOUT_MILLIS / 1_000
                            + " s; it goes on, and history() will tell its result.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The server that trains is stopping; try again.", e);
        }
    }
}
