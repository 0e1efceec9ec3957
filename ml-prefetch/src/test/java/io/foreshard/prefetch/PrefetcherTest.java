package io.foreshard.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ObjectKey;
import io.foreshard.predict.ActionSequence;
import io.foreshard.profile.WindowedAction;
import io.foreshard.training.ModelSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
    private final Fetcher<CachedKey> fetcher = fetcher(keys -> {
        fetched.addAll(keys);
        return CompletableFuture.completedFuture(0L);
    });

    private final List<CachedKey> warmed = new ArrayList<>();
    private final Fetcher<CachedKey> warmer = fetcher(keys -> {
        warmed.addAll(keys);
        return CompletableFuture.completedFuture(0L);
    });

    private static Fetcher<CachedKey> fetcher(Function<Collection<CachedKey>, CompletableFuture<Long>> fetch) {
        return new Fetcher<>() {
            @Override
            public CompletableFuture<Long> fetch(Collection<CachedKey> keys) {
                return fetch.apply(keys);
            }

            @Override
            public void discard(Collection<CachedKey> keys) {}
        };
    }

    private Prefetcher prefetcher(
            Fetcher<CachedKey> fetcher, Supplier<Optional<ModelSet>> model, Function<UUID, List<Receipt>> history) {
        return newPrefetcher(
                fetcher, new Latencies(System::nanoTime), List.of("products", "stock"), model, history, Runnable::run);
    }

    private Prefetcher prefetcher(Supplier<Optional<ModelSet>> model) {
        Prefetcher prefetcher = prefetcher(fetcher, model, user -> HISTORY);
        prefetcher.learn(List.of(new ActionSequence(pairs())));
        return prefetcher;
    }

    private Prefetcher newPrefetcher(
            Fetcher<CachedKey> near,
            Latencies latencies,
            List<String> objects,
            Supplier<Optional<ModelSet>> model,
            Function<UUID, List<Receipt>> history,
            Executor executor) {
        Map<String, Place> places = new HashMap<>();
        places.put(TRANSACTIONS, Place.NEAR);
        objects.forEach(cache -> places.put(cache, Place.NEAR));
        Map<Place, Fetcher<CachedKey>> fetchers = Map.of(Place.NEAR, near, Place.SERVERS, warmer);
        return new Prefetcher(Map.of(), places, fetchers, latencies, TRANSACTIONS, objects, model, history, executor);
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

    private static String read(Prefetcher prefetcher, String cache, Set<?> keys, Supplier<String> request) {
        return prefetcher.prefetches().read(cache, keys, request);
    }

    @Test
    void onAction_groupOfSession_warmsItsObjectsOnServers() {
        prefetcher(Optional::empty).onAction(view(1));

        assertThat(warmed)
                .contains(new CachedKey("stock", ObjectKey.of(9, 1)), new CachedKey("products", ObjectKey.of(9, 2)));
    }

    @Test
    void onSessionStart_userWithPastActions_warmsGroups() {
        Prefetcher prefetcher = prefetcher(Optional::empty);
        prefetcher.onAction(view(1));
        warmed.clear();
        prefetcher.onAction(view(1)); // one that uses the warmed objects
        prefetcher.onAction(view(2));

        prefetcher.onSessionStart(USER);

        assertThat(warmed).contains(new CachedKey("stock", ObjectKey.of(9, 1)));
    }

    @Test
    void onAction_objectThatWasPredicted_isUsedHoweverItWasRead() {
        Prefetcher prefetcher = prefetcher(Optional::empty);
        prefetcher.onAction(view(1));
        prefetcher.onAction(view(2));

        assertThat(prefetcher.statistics().ended(Outcome.USED)).isPositive();
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

        assertThat(prefetcher.statistics().eventsFailed()).isEqualTo(1);
        assertThat(fetched).isEmpty();
        assertThat(read(prefetcher, "products", Set.of(ObjectKey.of(9, 2)), () -> "row"))
                .isEqualTo("row");
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

        assertThat(prefetcher.statistics().eventsFailed()).isEqualTo(1);
        assertThat(fetched).isEmpty();
    }

    @Test
    void onSessionStart_fetchFails_isCountedAndReadsAreUnchanged() {
        Prefetcher prefetcher = prefetcher(
                fetcher(keys -> CompletableFuture.failedFuture(new IllegalStateException("The cache is gone."))),
                Optional::empty,
                user -> HISTORY);

        prefetcher.onSessionStart(USER);

        assertThat(prefetcher.statistics().ended(Outcome.FAILED)).isEqualTo(3);
        assertThat(read(prefetcher, TRANSACTIONS, Set.of(HISTORY.get(0).key(0)), () -> "row"))
                .isEqualTo("row");
    }

    @Test
    void onAction_executorRejects_isDropped() {
        Prefetcher prefetcher = newPrefetcher(
                fetcher,
                new Latencies(System::nanoTime),
                List.of("products"),
                Optional::empty,
                user -> HISTORY,
                task -> {
                    throw new RejectedExecutionException("The executor is shut down.");
                });

        prefetcher.onAction(view(1));

        assertThat(prefetcher.statistics().eventsDropped()).isEqualTo(1);
    }

    @Test
    void onAction_executorStalls_dropsEventsBeyondTheLimit() {
        List<Runnable> stalled = new ArrayList<>();
        Prefetcher prefetcher = newPrefetcher(
                fetcher,
                new Latencies(System::nanoTime),
                List.of("products"),
                Optional::empty,
                user -> HISTORY,
                stalled::add);

        for (int i = 0; i < 2_000; i++) {
            prefetcher.onAction(view(1));
        }

        assertThat(stalled).hasSize(1_024);
        assertThat(prefetcher.statistics().eventsDropped()).isEqualTo(2_000 - 1_024);
    }

    @Test
    void read_fetchHangs_sendsItsOwnRequestAfterTwoFetches() {
        Latencies latencies = new Latencies(System::nanoTime);
        for (int i = 0; i < 1_000; i++) {
            latencies.add(TRANSACTIONS, Latencies.Kind.FETCH, 1_000_000);
        }
        Prefetcher prefetcher = newPrefetcher(
                fetcher(keys -> new CompletableFuture<>()),
                latencies,
                List.of(),
                Optional::empty,
                user -> HISTORY,
                Runnable::run);
        prefetcher.onSessionStart(USER);

        assertThat(read(prefetcher, TRANSACTIONS, Set.of(HISTORY.get(0).key(0)), () -> "row"))
                .isEqualTo("row");
        assertThat(prefetcher.statistics().ended(Outcome.LATE)).isEqualTo(1);
    }

    @Test
    void onAction_readsAreAsFastAsFetchedOnes_fetchesNothing() {
        Latencies latencies = new Latencies(System::nanoTime);
        for (int i = 0; i < 1_000; i++) {
            latencies.add("products", Latencies.Kind.READ, 100_000);
            latencies.add("products", Latencies.Kind.READ_OF_FETCHED, 100_000);
        }
        Prefetcher prefetcher =
                newPrefetcher(fetcher, latencies, List.of("products"), Optional::empty, user -> HISTORY, Runnable::run);
        prefetcher.learn(List.of(new ActionSequence(pairs())));

        prefetcher.onAction(view(1));

        assertThat(fetched).isEmpty();
    }

    @Test
    void close_laterEvents_fetchNothing() {
        Prefetcher prefetcher = prefetcher(Optional::empty);
        prefetcher.close();

        prefetcher.onSessionStart(USER);
        prefetcher.onAction(view(1));

        assertThat(prefetcher.isClosed()).isTrue();
        assertThat(read(prefetcher, TRANSACTIONS, Set.of(HISTORY.get(0).key(0)), () -> "row"))
                .isEqualTo("row");
        assertThat(fetched).isEmpty();
    }

    @Test
    void objects_cacheThatWasNotNamed_throws() {
        assertThatThrownBy(() -> prefetcher(Optional::empty).objects("hotels"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hotels");
    }
}
