package io.foreshard.prefetch;

import io.foreshard.prefetch.PrefetchQueue.Found;
import io.foreshard.prefetch.PrefetchQueue.Read;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The prefetches of a process, into its near caches and into the memory of the servers: it compares predictions with their price, queues them, and accounts for the reads of the application. Thread-safe.
 */
final class Prefetches {
    private static final PrefetchBudget NEAR =
            new PrefetchBudget(4_096, 32, 256, Duration.ofSeconds(2), Duration.ofMinutes(10), 4_096, 16_384);
    private static final PrefetchBudget SERVERS =
            new PrefetchBudget(4_096, 32, 1_024, Duration.ofSeconds(2), Duration.ofMinutes(10), 65_536, 16_384);
    /** Bytes that are prefetched into a place in a second, at most, while reads stay fast. */
    private static final long BYTES_PER_SECOND = 16 << 20;

    private final PrefetchPolicy policy = new PrefetchPolicy();
    /** One for each place, so that what servers read for many rows of groups does not hold up single rows. */
    private final Map<Place, PrefetchPace> paces = new EnumMap<>(Place.class);

    private final Map<Place, PrefetchQueue<CachedKey>> queues = new EnumMap<>(Place.class);
    private final Latencies latencies;

    /**
     * @param latencies what the fetchers measure
     * @param submit runs a task on another thread
     */
    Prefetches(
            Map<Place, Fetcher<CachedKey>> fetchers,
            Latencies latencies,
            PrefetchStatistics statistics,
            Consumer<Runnable> submit) {
        this.latencies = latencies;
        fetchers.forEach((place, fetcher) -> {
            PrefetchPace pace = new PrefetchPace(BYTES_PER_SECOND, System::nanoTime);
            paces.put(place, pace);
            queues.put(
                    place,
                    new PrefetchQueue<>(
                            fetcher,
                            place == Place.NEAR ? NEAR : SERVERS,
                            pace,
                            statistics,
                            policy,
                            Clock.systemUTC(),
                            () -> submit.accept(() -> queues.get(place).pump())));
        });
    }

    /** The predictions after one event of a user, of which the policy chooses those to fetch. Not thread-safe. */
    final class Predictions {
        private final UUID user;
        private final Map<Place, List<Prefetch<CachedKey>>> fetches = new EnumMap<>(Place.class);
        private final Map<Place, List<Prefetch<CachedKey>>> shadows = new EnumMap<>(Place.class);
        private final Map<Place, Double> loads = new EnumMap<>(Place.class);

        private Predictions(UUID user) {
            this.user = user;
            queues.forEach((place, queue) -> {
                fetches.put(place, new ArrayList<>());
                shadows.put(place, new ArrayList<>());
                loads.put(place, queue.load());
            });
        }

        /**
         * Adds a prediction.
         *
         * @param keys keys of one cache that are fetched together
         * @param probability that one of them is read
         */
        void add(Context context, Place place, List<CachedKey> keys, double probability) {
            double price = latencies.price(keys.get(0).cache(), place, keys.size(), loads.get(place));
            Prefetch<CachedKey> prefetch = new Prefetch<>(user, context, keys);
            switch (policy.decide(context, probability, price)) {
                case FETCH -> fetches.get(place).add(prefetch);
                case SHADOW -> shadows.get(place).add(prefetch);
                case SKIP -> {}
            }
        }

        /** Replaces what waits for the user by these predictions, and starts to fetch. */
        void take() {
            queues.forEach((place, queue) -> {
                queue.predicted(user, fetches.get(place), shadows.get(place));
                queue.pump();
            });
        }
    }

    Predictions predictions(UUID user) {
        return new Predictions(user);
    }

    /** Returns what a request for keys of a cache returns; before it, waits for fetches of these keys. */
    <T> T read(String cache, Set<?> keys, Supplier<T> request) {
        long begin = System.nanoTime();
        Set<Latencies.Kind> kinds = EnumSet.noneOf(Latencies.Kind.class);
        boolean joined = false;
        for (Object key : keys) {
            Place place = null;
            for (Map.Entry<Place, PrefetchQueue<CachedKey>> queue : queues.entrySet()) {
                Read read = place == null ? queue.getValue().read(new CachedKey(cache, key)) : Read.NOTHING;
                if (read.found() != Found.NOTHING) {
                    place = queue.getKey();
                    joined |= read.found() == Found.IN_FLIGHT;
                    join(read.fetched(), cache, place, begin);
                }
            }
            kinds.add(place == null ? Latencies.Kind.READ : place.read);
        }
        T value = request.get();
        long nanos = System.nanoTime() - begin;
        paces.values().forEach(pace -> pace.read(nanos));
        if (!joined && kinds.size() == 1) {
            latencies.add(cache, kinds.iterator().next(), nanos);
        }
        return value;
    }

    /** Waits for a fetch, at most as long as two fetches take since the read began: a read that joins a slow one must not be slower than one that does not. */
    private void join(CompletableFuture<Void> fetch, String cache, Place place, long beginNanos) {
        long limit = (long) (2e6 * latencies.millis(cache, place.fetch));
        try {
            fetch.get(Math.max(0, limit - (System.nanoTime() - beginNanos)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The read sends its own request.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the read itself decides what an interrupt means
        } catch (ExecutionException e) {
            throw new IllegalStateException("A fetch that ended never fails its readers.", e);
        }
    }

    /** Tells that the application has used a key, however it was read. */
    void used(CachedKey key) {
        queues.values().forEach(queue -> queue.read(key));
    }

    /** Cancels what waits. */
    void cancel() {
        queues.values().forEach(PrefetchQueue::cancel);
    }
}
