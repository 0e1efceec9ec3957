package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.prediction.PublishedModel;
import io.foreshard.plugin.prediction.TrainingService;
import io.foreshard.plugin.prediction.WindowSample;
import io.foreshard.predict.Candidates;
import io.foreshard.predict.NextActionModel;
import io.foreshard.predict.PrefetchPolicy;
import io.foreshard.prefetch.CachesTarget;
import io.foreshard.prefetch.PrefetchBudget;
import io.foreshard.prefetch.PrefetchStatistics;
import io.foreshard.prefetch.Prefetcher;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginContext;

/** The training service of the servers, and the prefetchers of a node. */
final class PredictionComponent implements PluginComponent {
    /** What a prefetch saves when it is used: a read of the object store. */
    private static final double LATENCY_SAVED_MILLIS = 30;
    /** What a prefetch costs whoever else uses the cluster. */
    private static final double COST_MILLIS = 3;

    private static final int CANDIDATE_OBJECTS = 100_000;

    private final ForeshardConfiguration configuration;
    private final List<Prefetcher> prefetchers = new CopyOnWriteArrayList<>();
    private PublishedModel model;
    private WindowSample sample;

    PredictionComponent(ForeshardConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public void configure(PluginContext context, IgniteConfiguration ignite) {
        if (!ignite.isClientMode() && !configuration.getTrainingInterval().isZero()) {
            NodeConfiguration.add(ignite, TrainingService.once());
        }
        model = new PublishedModel(context.grid());
        sample = new WindowSample(context.grid());
    }

    NextActionModel model() {
        return model.get();
    }

    Prefetcher prefetcher(Map<Class<?>, IgniteCache<?, ?>> caches, LongFunction<?> keyOfObject) {
        Prefetcher prefetcher = new Prefetcher(
                new CachesTarget(caches),
                new Candidates(CANDIDATE_OBJECTS),
                new PrefetchPolicy(LATENCY_SAVED_MILLIS, COST_MILLIS),
                model,
                keyOfObject,
                PrefetchBudget.modest(),
                Clock.systemUTC());
        sample.sequences().forEach(sequence -> prefetcher.learn(sequence.steps()));
        prefetchers.removeIf(Prefetcher::isClosed);
        prefetchers.add(prefetcher);
        return prefetcher;
    }

    /** Returns a counter over the prefetchers of this node that are in use. */
    long sum(ToLongFunction<PrefetchStatistics> counter) {
        return prefetchers.stream()
                .mapToLong(prefetcher -> counter.applyAsLong(prefetcher.statistics()))
                .sum();
    }

    @Override
    public void stop(boolean cancel) {
        prefetchers.forEach(Prefetcher::close);
    }
}
