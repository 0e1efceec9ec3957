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
import io.foreshard.profile.WindowedAction;
import io.foreshard.training.ModelSet;
import io.foreshard.training.TrainingDecision;
import io.foreshard.training.TrainingDecision.Kind;
import io.foreshard.training.TrainingListener;
import io.foreshard.training.TrainingLoop;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that share published models. */
class PublishedModelsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int VIEW_THEN_CART = 1;
    private static final int CART_THEN_VIEW = 2;

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite first;
    private static Ignite second;

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

    /** Users who view twice, then put into the cart, or the other way round: the next type follows from the last two types. */
    private static List<ActionSequence> users(int habit) {
        int[] types = habit == VIEW_THEN_CART
                ? new int[] {ActionType.VIEW, ActionType.VIEW, ActionType.CART}
                : new int[] {ActionType.CART, ActionType.CART, ActionType.VIEW};
        return IntStream.range(0, 20)
                .mapToObj(user -> new ActionSequence(IntStream.range(0, 30)
                        .mapToObj(
                                i -> WindowedAction.of(types[i % 3], Instant.ofEpochSecond(100 * user + 10 * i), 0, 0))
                        .toList()))
                .toList();
    }

    private static TrainingDecision train(Ignite node, int habit) throws Exception {
        return train(node, habit, new CyclicBarrier(1));
    }

    /** Trains once on a node; waits at the barrier while the training reads its users. */
    private static TrainingDecision train(Ignite node, int habit, CyclicBarrier trainingsRead) throws Exception {
        ScheduledExecutorService thread = DaemonThreads.scheduled("training");
        try (TrainingLoop loop = new TrainingLoop(
                () -> {
                    awaitAll(trainingsRead);
                    return users(habit);
                },
                new PublishedModels(node),
                Clock.systemUTC(),
                thread,
                TrainingListener.NONE,
                100)) {
            return loop.trainNow().get();
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

    private static IgniteCache<String, Object> meta() {
        return first.cache(TableNames.DEFAULT.meta());
    }

    private static long version(PublishedModels models) {
        ModelSet set = models.get();
        return set == null ? 0 : set.version();
    }

    @Test
    void get_afterATraining_isTheModelOnEveryNode() throws Exception {
        PublishedModels models = new PublishedModels(second);
        assertThat(models.get()).isNull();

        TrainingDecision decision = train(first, VIEW_THEN_CART);

        assertThat(decision.kind()).as(decision.reason()).isEqualTo(Kind.PUBLISHED);
        await().atMost(Duration.ofSeconds(10)).until(() -> version(models) == 1);
        assertThat(new PublishedModels(second).history().decisions()).containsExactly(decision);
    }

    @Test
    void replace_twoTrainingsFromOneModel_onePublishes() throws Exception {
        CyclicBarrier bothRead = new CyclicBarrier(2);
        ScheduledExecutorService other = DaemonThreads.scheduled("other");
        try {
            Future<TrainingDecision> ofFirst = other.submit(() -> train(first, VIEW_THEN_CART, bothRead));
            TrainingDecision ofSecond = train(second, VIEW_THEN_CART, bothRead);

            assertThat(List.of(ofFirst.get().kind(), ofSecond.kind()))
                    .containsExactlyInAnyOrder(Kind.PUBLISHED, Kind.REFUSED);
        } finally {
            other.shutdown();
        }
        assertThat(version(new PublishedModels(first))).isEqualTo(1);
        assertThat(version(new PublishedModels(second))).isEqualTo(1);
    }

    @Test
    void rollback_earlierVersion_servesOnEveryNodeUntilLaterActionsJudge() throws Exception {
        PublishedModels models = new PublishedModels(second);
        train(first, VIEW_THEN_CART);
        assertThat(train(first, CART_THEN_VIEW).version()).isEqualTo(2);
        await().atMost(Duration.ofSeconds(10)).until(() -> version(models) == 2);

        new PublishedModels(first).rollback(1, Instant.now());

        await().atMost(Duration.ofSeconds(10)).until(() -> version(models) == 1);
        TrainingDecision next = train(second, CART_THEN_VIEW);
        assertThat(next.kind()).isEqualTo(Kind.REFUSED);
        assertThat(next.reason()).contains("since the rollback at");
        assertThat(models.history().decisions())
                .extracting(TrainingDecision::kind)
                .containsExactly(Kind.PUBLISHED, Kind.PUBLISHED, Kind.ROLLED_BACK, Kind.REFUSED);
        assertThatThrownBy(() -> models.rollback(7, Instant.now()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no version 7 of the models; kept are [1, 2].");
    }

    @Test
    void get_stampNotWritten_isWrittenByTheNextTrainer() throws Exception {
        train(first, VIEW_THEN_CART);
        meta().remove("models-stamp");
        PublishedModels models = new PublishedModels(second);
        assertThat(models.get()).isNull();

        train(first, VIEW_THEN_CART);

        await().atMost(Duration.ofSeconds(10)).until(() -> version(models) == 1);
    }

    @Test
    void versions_foreignOrDamagedContent_isRefusedAndEarlierModelsStay() throws Exception {
        train(first, VIEW_THEN_CART);
        PublishedModels readBefore = new PublishedModels(second);
        assertThat(version(readBefore)).isEqualTo(1);
        byte[] stored = (byte[]) meta().get(PublishedModels.KEY);
        byte[] damaged = stored.clone();
        damaged[stored.length / 2] ^= 1;

        for (Object wrong : List.of("text", damaged, new byte[100])) {
            meta().put(PublishedModels.KEY, wrong);
            assertThatThrownBy(() -> new PublishedModels(second).versions())
                    .isInstanceOf(UnreadableStateException.class)
                    .hasMessageEndingWith("Remove this entry; the next training publishes new models.");
            assertThatThrownBy(() -> train(first, CART_THEN_VIEW))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(UnreadableStateException.class);
            assertThat(new PublishedModels(second).get()).isNull();
            assertThat(version(readBefore)).isEqualTo(1);
        }

        meta().put(PublishedModels.KEY, stored);
        assertThat(new PublishedModels(second).get().version()).isEqualTo(1);
    }
}
