package io.foreshard.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.RunSeed;
import io.foreshard.training.TrainingDecision.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final List<ActionSequence> users = TestUsers.users(RunSeed.get(), 300, 1, TestUsers.BEGIN);
    private final Clock clock = Clock.fixed(TestUsers.after(users), ZoneOffset.UTC);
    private final MemoryStore store = new MemoryStore();
    private final Events events = new Events();

    /** The events of a test. */
    private static final class Events implements TrainingListener {
        private final Queue<Kind> kinds = new ConcurrentLinkedQueue<>();
        private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

        @Override
        public void onDecision(TrainingDecision decision) {
            kinds.add(decision.kind());
        }

        @Override
        public void onFailed(RuntimeException cause) {
            failures.add(cause);
        }
    }

    private TrainingLoop loop(Supplier<List<ActionSequence>> log) {
        return new TrainingLoop(log, store, clock, executor, events, 100);
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void start_sameActions_publishesOnceAndSkipsWithAReason() {
        try (TrainingLoop loop = loop(() -> users)) {
            loop.start(Duration.ofSeconds(1));
            await().atMost(Duration.ofSeconds(60)).until(() -> events.kinds.size() >= 3);
        }

        assertThat(events.kinds).startsWith(Kind.PUBLISHED, Kind.SKIPPED, Kind.SKIPPED);
        assertThat(store.versions().serving().orElseThrow().version()).isEqualTo(1);
        assertThat(store.history().decisions())
                .extracting(TrainingDecision::kind)
                .containsExactly(Kind.PUBLISHED, Kind.SKIPPED);
        assertThat(store.history().decisions().get(0).reason()).startsWith("First training. Next type: better than");
        assertThat(store.history().decisions().get(1).reason()).isEqualTo("No action is new since the last training.");
    }

    @Test
    void trainNow_sameActionsAgain_isRefusedWithTheComparison() throws Exception {
        TrainingLoop loop = loop(() -> users);
        assertThat(loop.trainNow().get().kind()).isEqualTo(Kind.PUBLISHED);

        TrainingDecision decision = loop.trainNow().get();

        assertThat(decision.kind()).isEqualTo(Kind.REFUSED);
        assertThat(decision.version()).isEqualTo(1);
        assertThat(decision.reason())
                .startsWith("An operator asked for it. Next type: not better than version 1, log loss");
    }

    @Test
    void trainNow_logCannotBeRead_throwsAndKeepsTheModels() throws Exception {
        loop(() -> users).trainNow().get();
        IllegalStateException failure = new IllegalStateException("no log");

        assertThatThrownBy(() -> loop(() -> {
                            throw failure;
                        })
                        .trainNow()
                        .get())
                .isInstanceOf(ExecutionException.class)
                .hasCause(failure);
        assertThat(store.versions().serving().orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void start_logCannotBeRead_isRepeatedUntilClosed() {
        TrainingLoop loop = loop(() -> {
            throw new IllegalStateException("no log");
        });

        loop.start(Duration.ofSeconds(1));
        await().atMost(Duration.ofSeconds(60)).until(() -> events.failures.size() >= 2);
        loop.close();

        await().until(() -> executor.submit(() -> true).get());
        int failures = events.failures.size();
        await().during(Duration.ofMillis(1_500)).until(() -> events.failures.size() == failures);
    }

    @Test
    void pause_tenPercent_isNineTimesTheCpuTime() {
        assertThat(new CpuBudget(10).pause(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(18));
        assertThat(new CpuBudget(100).pause(Duration.ofSeconds(2))).isZero();
    }

    @Test
    void used_busyThread_isItsCpuTime() {
        CpuBudget budget = new CpuBudget(50);
        budget.begin();
        long end = System.nanoTime() + Duration.ofMillis(200).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }

        assertThat(budget.used()).isPositive().isLessThan(Duration.ofSeconds(10));
    }
}
