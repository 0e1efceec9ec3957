package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final List<ActionSequence> users = TestActions.users(RunSeed.get());
    private final MemoryModel serving = new MemoryModel();
    private final RecordingListener events = new RecordingListener();

    /** A published model in this process. */
    private static final class MemoryModel implements ServingModel {
        private final AtomicReference<NextTypeModel> model = new AtomicReference<>();

        @Override
        public Optional<NextTypeModel> current() {
            return Optional.ofNullable(model.get());
        }

        @Override
        public boolean replace(NextTypeModel trainedFrom, NextTypeModel candidate) {
            return model.compareAndSet(trainedFrom, candidate);
        }
    }

    /** Keeps the names of the events, in their order. */
    private static final class RecordingListener implements TrainingListener {
        private final Queue<String> names = new ConcurrentLinkedQueue<>();
        private volatile RuntimeException cause;

        @Override
        public void onTrained(ModelReport candidate) {
            names.add("trained " + candidate.version());
        }

        @Override
        public void onPublished(ModelReport model) {
            names.add("published " + model.version());
        }

        @Override
        public void onRefused(String reason) {
            names.add("refused");
        }

        @Override
        public void onFailed(RuntimeException failure) {
            names.add("failed");
            cause = failure;
        }
    }

    private TrainingLoop loop(Supplier<List<ActionSequence>> source) {
        return new TrainingLoop(source, serving, Clock.systemUTC(), executor, events);
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void trainOnce_betterThenEqualModel_publishesOnce() {
        TrainingLoop loop = loop(() -> users);

        loop.trainOnce();
        loop.trainOnce();

        assertThat(events.names).containsExactly("trained 1", "published 1", "trained 2", "refused");
        assertThat(serving.current().orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void trainOnce_examplesFail_reportsCauseAndKeepsModel() {
        loop(() -> users).trainOnce();
        IllegalStateException failure = new IllegalStateException("no examples");

        loop(() -> {
                    throw failure;
                })
                .trainOnce();

        assertThat(events.names).endsWith("failed");
        assertThat(events.cause).isSameAs(failure);
        assertThat(serving.current().orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void trainOnce_otherModelPublishedDuringTraining_isRefused() {
        TrainingLoop loop = loop(() -> {
            serving.replace(
                    null,
                    ModelSelection.train(users, null, Clock.systemUTC().instant())
                            .candidate()
                            .orElseThrow());
            return users;
        });

        loop.trainOnce();

        assertThat(events.names).containsExactly("trained 1", "refused");
    }

    @Test
    void start_failingTrainings_areRepeatedUntilClosed() {
        TrainingLoop loop = loop(() -> {
            throw new IllegalStateException("no examples");
        });

        loop.start(Duration.ofMillis(1));
        await().until(() -> events.names.size() >= 3);
        loop.close();

        await().until(() -> executor.submit(() -> true).get());
        int trainings = events.names.size();
        await().during(Duration.ofMillis(50)).until(() -> events.names.size() == trainings);
    }
}
