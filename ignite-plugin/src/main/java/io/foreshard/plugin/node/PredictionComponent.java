package io.foreshard.plugin.node;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.PredictionConfiguration;
import io.foreshard.plugin.internal.cluster.Administrators;
import io.foreshard.plugin.prediction.PublishedModels;
import io.foreshard.plugin.prediction.ServerRows;
import io.foreshard.plugin.prediction.ServerWarming;
import io.foreshard.plugin.prediction.TrainingService;
import io.foreshard.plugin.prediction.WindowSample;
import io.foreshard.plugin.table.NodeTables;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.prefetch.PrefetchStatistics;
import io.foreshard.prefetch.Prefetcher;
import io.foreshard.training.ModelSet;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.IgniteLogger;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginContext;

/** The training service of the servers, and the prefetchers of a node. */
final class PredictionComponent implements PluginComponent {
    /** Two, so that one thread can predict while the other waits for the history of a user. */
    private static final int PREFETCH_THREADS = 2;

    private static final long HISTORY_TIMEOUT_MILLIS = 2_000;

    private final PredictionConfiguration prediction;
    private final Clock clock;
    private final List<String> warmObjects;
    private final ClusterEvents events;
    private final List<Prefetcher> prefetchers = new CopyOnWriteArrayList<>();
    private Ignite ignite;
    private IgniteLogger log;
    private PublishedModels models;
    private ExecutorService executor;

    PredictionComponent(ForeshardConfiguration configuration, EventLog log) {
        events = new ClusterEvents(log);
        prediction = configuration.getPrediction();
        clock = configuration.clock();
        warmObjects = Stream.of(
                        prediction.get(PredictionConfiguration.WARM_OBJECTS).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    @Override
    public void configure(PluginContext context, IgniteConfiguration node) {
        if (!node.isClientMode()) {
            NodeConfiguration.add(node, TrainingService.once());
        }
        ignite = context.grid();
        log = context.log(PredictionComponent.class);
        models = new PublishedModels(ignite);
        executor = DaemonThreads.fixed("foreshard-prefetch", PREFETCH_THREADS);
    }

    @Override
    public void start(PluginContext context) {
        TrainingService.register(
                ignite,
                new TrainingService.Host(
                        events,
                        () -> Administrators.check(ignite),
                        clock,
                        prediction.get(PredictionConfiguration.TRAINING_INTERVAL),
                        prediction.get(PredictionConfiguration.TRAINING_CPU_PERCENT)));
        if (!ignite.configuration().isClientMode() && !warmObjects.isEmpty()) {
            new ServerWarming(
                            ignite,
                            warmObjects,
                            () -> Optional.ofNullable(models.get()),
                            executor,
                            prefetchers::add,
                            log)
                    .register();
        }
    }

    /** Returns the models that serve, null before the first ones. */
    ModelSet models() {
        return models.get();
    }

    Prefetcher prefetcher(List<String> objectCaches) {
        Prefetcher prefetcher = Prefetcher.create(
                ignite,
                NodeTables.names(ignite).transactions(),
                objectCaches,
                () -> Optional.ofNullable(models.get()),
                this::history,
                new ServerRows(ignite),
                executor);
        try {
            prefetcher.learn(new WindowSample(ignite, WindowSample.OF_A_PREFETCHER).sequences());
        } catch (CacheException | IgniteException e) {
            log.warning("A prefetcher starts without past actions: the windows of the users cannot be read.", e);
        }
        prefetchers.removeIf(Prefetcher::isClosed);
        prefetchers.add(prefetcher);
        return prefetcher;
    }

    private List<Receipt> history(UUID user) {
        return ignite.services()
                .serviceProxy(Ingestion.SERVICE, Ingestion.class, false, HISTORY_TIMEOUT_MILLIS)
                .receipts(user);
    }

    /** Returns the sum of a counter over the open prefetchers of this node. */
    long sum(ToLongFunction<PrefetchStatistics> counter) {
        return prefetchers.stream()
                .mapToLong(prefetcher -> counter.applyAsLong(prefetcher.statistics()))
                .sum();
    }

    @Override
    public void stop(boolean cancel) {
        prefetchers.forEach(Prefetcher::close);
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
