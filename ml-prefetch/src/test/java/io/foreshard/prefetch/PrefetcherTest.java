package io.foreshard.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ObjectKey;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.NextTypeModel;
import io.foreshard.profile.WindowedAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A prefetcher without a cluster whose parts may fail; it runs in the thread of the test. */
class PrefetcherTest {
    private static final UUID USER = new UUID(0, 1);
    private static final String TRANSACTIONS = "transactions";
    private static final List<Receipt> HISTORY =
            List.of(new Receipt(new UUID(0, 7), 1, 1, 2), new Receipt(new UUID(0, 8), 1, 1, 1));

    private final List<CachedKey> fetched = new ArrayList<>();
    private final Fetcher<CachedKey> fetcher = keys -> {
        fetched.addAll(keys);
        return CompletableFuture.completedFuture(null);
    };

    private static Prefetcher prefetcher(
            Fetcher<CachedKey> fetcher,
            Supplier<Optional<NextTypeModel>> model,
            Function<UUID, List<Receipt>> history) {
        return new Prefetcher(
                Map.of(), fetcher, TRANSACTIONS, List.of("products", "stock"), model, history, Runnable::run);
    }

    private Prefetcher prefetcher(Supplier<Optional<NextTypeModel>> model) {
        Prefetcher prefetcher = prefetcher(fetcher, model, user -> HISTORY);
        prefetcher.learn(List.of(new ActionSequence(pairs())));
        return prefetcher;
    }

    /** Objects 1 and 2 follow one another; both have the interest 9. */
    private static List<WindowedAction> pairs() {
        List<WindowedAction> actions = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            actions.add(WindowedAction.of(1, Instant.ofEpochMilli(i), i % 2 + 1, 9));
        }
        return actions;
    }

    private static UserAction view(long objectId) {
        return UserAction.of(USER, 1)
                .transactionId(new UUID(0, objectId))
                .at(Instant.ofEpochMilli(1_000))
                .object(objectId)
                .interest(9)
                .build();
    }

    @Test
    void onAction_noModel_fetchesCandidateFromEveryObjectCache() {
        prefetcher(Optional::empty).onAction(view(1));

        ObjectKey second = ObjectKey.of(9, 2);
        assertThat(fetched)
                .containsExactlyInAnyOrder(new CachedKey("products", second), new CachedKey("stock", second));
    }

    @Test
    void onAction_modelFails_isCountedAndReadsAreUnchanged() {
        Prefetcher prefetcher = prefetcher(() -> {
            throw new IllegalStateException("The model cannot be read.");
        });

        prefetcher.onAction(view(1));

        assertThat(prefetcher.statistics().failed()).isEqualTo(1);
        assertThat(fetched).isEmpty();
        assertThat(prefetcher.onRead("products", ObjectKey.of(9, 2))).isCompleted();
    }

    @Test
    void onSessionStart_knownUser_fetchesAllRecordsNewestFirst() {
        prefetcher(Optional::empty).onSessionStart(USER);

        assertThat(fetched)
                .containsExactly(
                        new CachedKey(TRANSACTIONS, HISTORY.get(1).key(0)),
                        new CachedKey(TRANSACTIONS, HISTORY.get(0).key(0)),
                        new CachedKey(TRANSACTIONS, HISTORY.get(0).key(1)));
    }

    @Test
    void onSessionStart_historyFails_isCounted() {
        Prefetcher prefetcher = prefetcher(fetcher, Optional::empty, user -> {
            throw new IllegalStateException("The service is not deployed.");
        });

        prefetcher.onSessionStart(USER);

        assertThat(prefetcher.statistics().failed()).isEqualTo(1);
        assertThat(fetched).isEmpty();
    }

    @Test
    void onSessionStart_fetchFails_isCountedAndReadsAreUnchanged() {
        Prefetcher prefetcher = prefetcher(
                keys -> CompletableFuture.failedFuture(new IllegalStateException("The cache is gone.")),
                Optional::empty,
                user -> HISTORY);

        prefetcher.onSessionStart(USER);

        assertThat(prefetcher.statistics().failed()).isEqualTo(3);
        assertThat(prefetcher.onRead(TRANSACTIONS, HISTORY.get(0).key(0))).isCompleted();
    }

    @Test
    void onAction_executorRejects_isDropped() {
        Prefetcher prefetcher = new Prefetcher(
                Map.of(), fetcher, TRANSACTIONS, List.of("products"), Optional::empty, user -> HISTORY, task -> {
                    throw new RejectedExecutionException("The executor is shut down.");
                });

        prefetcher.onAction(view(1));

        assertThat(prefetcher.statistics().dropped()).isEqualTo(1);
    }

    @Test
    void onAction_executorStalls_dropsEventsBeyondTheLimit() {
        List<Runnable> stalled = new ArrayList<>();
        Prefetcher prefetcher = new Prefetcher(
                Map.of(), fetcher, TRANSACTIONS, List.of("products"), Optional::empty, user -> HISTORY, stalled::add);

        for (int i = 0; i < 2_000; i++) {
            prefetcher.onAction(view(1));
        }

        assertThat(stalled).hasSize(1_024);
        assertThat(prefetcher.statistics().dropped()).isEqualTo(2_000 - 1_024);
    }

    @Test
    void close_laterEvents_fetchNothing() {
        Prefetcher prefetcher = prefetcher(Optional::empty);
        prefetcher.close();

        prefetcher.onSessionStart(USER);
        prefetcher.onAction(view(1));

        assertThat(prefetcher.isClosed()).isTrue();
        assertThat(prefetcher.onRead(TRANSACTIONS, HISTORY.get(0).key(0))).isCompleted();
        assertThat(fetched).isEmpty();
    }

    @Test
    void objects_cacheThatWasNotNamed_throws() {
        assertThatThrownBy(() -> prefetcher(Optional::empty).objects("hotels"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hotels");
    }
}
