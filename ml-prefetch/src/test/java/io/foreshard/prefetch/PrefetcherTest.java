package io.foreshard.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.predict.Candidates;
import io.foreshard.predict.NextActionModel;
import io.foreshard.predict.PrefetchPolicy;
import io.foreshard.predict.Step;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What readers and callers notice of a prefetcher whose parts fail: nothing. */
class PrefetcherTest {
    private static final UUID USER = new UUID(0, 1);

    private final Queue<Object> fetched = new ConcurrentLinkedQueue<>();

    private Prefetcher prefetcher(Supplier<NextActionModel> model) {
        PrefetchTarget target = (Collection<?> keys) -> {
            fetched.addAll(keys);
            return CompletableFuture.completedFuture(null);
        };
        return new Prefetcher(
                target,
                new Candidates(100),
                new PrefetchPolicy(30, 3),
                model,
                object -> object,
                PrefetchBudget.modest(),
                Clock.systemUTC());
    }

    private static List<Step> pairs(int count) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(new Step(1, i, i % 2 + 1, 0));
        }
        return steps;
    }

    @Test
    void withoutAModelTheCandidatesAreFetched() {
        try (Prefetcher prefetcher = prefetcher(() -> null)) {
            prefetcher.learn(pairs(40));
            prefetcher.onAction(USER, pairs(5));

            await().until(() -> fetched.contains(2L));
        }
    }

    @Test
    void aModelThatFailsIsCountedAndReadsAreWhatTheyWere() {
        try (Prefetcher prefetcher = prefetcher(() -> {
            throw new IllegalStateException("The model cannot be read.");
        })) {
            prefetcher.learn(pairs(40));
            prefetcher.onAction(USER, pairs(5));

            await().until(() -> prefetcher.statistics().failed() == 1);
            assertThat(fetched).isEmpty();
            assertThat(prefetcher.onRead(2L)).isCompleted();
        }
    }

    @Test
    void aTargetThatFailsIsCountedAndReadsAreWhatTheyWere() {
        try (Prefetcher prefetcher = new Prefetcher(
                keys -> CompletableFuture.failedFuture(new IllegalStateException("The cache is gone.")),
                new Candidates(100),
                new PrefetchPolicy(30, 3),
                () -> null,
                object -> object,
                PrefetchBudget.modest(),
                Clock.systemUTC())) {
            prefetcher.onSessionStart(USER, List.of("a", "b"));

            await().until(() -> prefetcher.statistics().failed() == 2);
            assertThat(prefetcher.onRead("a")).isCompleted();
        }
    }

    @Test
    void afterItIsClosedNothingIsFetchedAndNobodyIsToldOff() {
        Prefetcher prefetcher = prefetcher(() -> null);
        prefetcher.close();

        prefetcher.onSessionStart(USER, List.of("a"));

        assertThat(prefetcher.isClosed()).isTrue();
        assertThat(prefetcher.onRead("a")).isCompleted();
        assertThat(fetched).isEmpty();
    }
}
