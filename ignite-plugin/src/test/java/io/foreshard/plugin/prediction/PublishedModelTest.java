package io.foreshard.plugin.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.key.ActionType;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.cluster.UnreadableStateException;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.ModelReport;
import io.foreshard.predict.TrainingListener;
import io.foreshard.predict.TrainingLoop;
import io.foreshard.profile.WindowedAction;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that share a model. */
class PublishedModelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite first;
    private static Ignite second;

    private final Events events = new Events();

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        first = nodes.server("server-0", null);
        second = nodes.server("server-1", null);
        first.cluster().state(ClusterState.ACTIVE);
        first.getOrCreateCache(StateCache.configuration(TableNames.DEFAULT));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @BeforeEach
    void clear() {
        first.cache(TableNames.DEFAULT.meta()).clear();
    }

    /** The events of all trainings of a test. */
    private static final class Events implements TrainingListener {
        private final Queue<ModelReport> published = new ConcurrentLinkedQueue<>();
        private final Queue<String> refused = new ConcurrentLinkedQueue<>();
        private final Queue<RuntimeException> failed = new ConcurrentLinkedQueue<>();

        @Override
        public void onPublished(ModelReport model) {
            published.add(model);
        }

        @Override
        public void onRefused(String reason) {
            refused.add(reason);
        }

        @Override
        public void onFailed(RuntimeException cause) {
            failed.add(cause);
        }
    }

    /** Users who view twice, then put into the cart, then view again: the next type follows from the last two types. */
    private static List<ActionSequence> users() {
        int[] types = {ActionType.VIEW, ActionType.VIEW, ActionType.CART};
        return IntStream.range(0, 20)
                .mapToObj(user -> new ActionSequence(IntStream.range(0, 30)
                        .mapToObj(
                                i -> WindowedAction.of(types[i % 3], Instant.ofEpochSecond(100 * user + 10 * i), 0, 0))
                        .toList()))
                .toList();
    }

    /** Trains once on a node; waits at the barrier while the training reads its users. */
    private void train(Ignite node, CyclicBarrier trainingsRead) {
        ScheduledExecutorService thread = DaemonThreads.scheduled("training");
        try (TrainingLoop loop = new TrainingLoop(
                () -> {
                    awaitAll(trainingsRead);
                    return users();
                },
                new PublishedModel(node),
                Clock.systemUTC(),
                thread,
                events)) {
            int before = events.published.size() + events.refused.size() + events.failed.size();
            loop.start(Duration.ofDays(1));
            await().atMost(PATIENCE)
                    .until(() -> events.published.size() + events.refused.size() + events.failed.size() > before);
        } finally {
            thread.shutdown();
        }
    }

    private static void awaitAll(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException("the other training failed", e);
        }
    }

    @Test
    void get_afterATraining_isTheModelOnEveryNode() {
        assertThat(new PublishedModel(second).get()).isNull();

        train(first, new CyclicBarrier(1));

        assertThat(events.failed).isEmpty();
        assertThat(events.published).hasSize(1);
        assertThat(new PublishedModel(second).get().version()).isEqualTo(1);
    }

    @Test
    void replace_twoTrainingsFromOneModel_onePublishes() {
        CyclicBarrier bothRead = new CyclicBarrier(2);
        ScheduledExecutorService threadOfFirst = DaemonThreads.scheduled("training-0");
        ScheduledExecutorService threadOfSecond = DaemonThreads.scheduled("training-1");
        try {
            threadOfFirst.execute(() -> train(first, bothRead));
            threadOfSecond.execute(() -> train(second, bothRead));
            await().atMost(PATIENCE)
                    .until(() -> events.published.size() + events.refused.size() + events.failed.size() == 2);
        } finally {
            threadOfFirst.shutdown();
            threadOfSecond.shutdown();
        }

        assertThat(events.failed).isEmpty();
        assertThat(events.published).hasSize(1);
        assertThat(events.refused).hasSize(1).first().asString().startsWith("Another model was published");
        assertThat(new PublishedModel(first).current().orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void current_unreadableContent_throwsAndPredictionsGoOn() {
        train(first, new CyclicBarrier(1));
        byte[] stored = first.<String, byte[]>cache(TableNames.DEFAULT.meta()).get(PublishedModel.KEY);
        first.<String, Object>cache(TableNames.DEFAULT.meta()).put(PublishedModel.KEY, "text");
        PublishedModel model = new PublishedModel(second);

        assertThat(model.get()).isNull();
        assertThatThrownBy(model::current)
                .isInstanceOf(UnreadableStateException.class)
                .hasMessageEndingWith("Remove this entry; the next training publishes a new model.");
        train(first, new CyclicBarrier(1));
        assertThat(events.failed)
                .hasOnlyElementsOfType(UnreadableStateException.class)
                .hasSize(1);

        first.<String, byte[]>cache(TableNames.DEFAULT.meta()).put(PublishedModel.KEY, stored);
        assertThat(model.current().orElseThrow().version()).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> model.get() != null);
    }
}
