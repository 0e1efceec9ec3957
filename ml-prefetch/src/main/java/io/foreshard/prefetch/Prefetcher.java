package io.foreshard.prefetch;

import io.foreshard.candidate.Candidates;
import io.foreshard.candidate.Candidates.Candidate;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ObjectKey;
import io.foreshard.key.TransactionKey;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.NextTypeModel;
import io.foreshard.predict.SessionGap;
import io.foreshard.prefetch.Context.Subject;
import io.foreshard.profile.WindowedAction;
import io.foreshard.training.ModelSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.configuration.CacheConfiguration;

/**
 * The prefetcher of a process: it predicts the next reads of a user and performs them ahead of time, within a budget.
 *
 * <pre>{@code
 * Prefetcher prefetcher = foreshard.prefetcher("PRODUCT");
 * PrefetchingCache<ObjectKey, Product> products = prefetcher.objects("PRODUCT");
 *
 * prefetcher.onSessionStart(userId);            // the user has returned
 * prefetcher.onAction(action);                  // after each action
 * Product product = products.get(ObjectKey.of(interest, objectId));
 * }</pre>
 *
 * <p>Read through {@link #transactions()} and {@link #objects}: these reads join fetches, and their latencies decide what a prefetch is worth. A key that is read in another way counts as not used,
 * unless it is the object of an action, and predictions that are used too rarely are switched off. The methods return at once and never throw because of a failure; failures are counted, and
 * reads are then those of the caches. An action of a user cancels what waits for this user and is not predicted any more. Thread-safe.
 */
public final class Prefetcher implements AutoCloseable {
    private static final int MAX_CANDIDATES = 16;
    private static final int HISTORY_TRANSACTIONS = 10;
    /** Groups that an action warms, and a return. */
    private static final int GROUPS = 4;

    private static final int RETURN_GROUPS = 8;
    private static final int MAX_MEMBERS = 16;
    private static final int MAX_PENDING_EVENTS = 1_024;
    private static final int MAX_INTERACTIONS = 1 << 18;
    private static final int MAX_USERS = 10_000;

    private final Candidates candidates = new Candidates(MAX_INTERACTIONS, () -> this.gap, 0);
    private final AtomicBoolean training = new AtomicBoolean();
    private final RecentActions recent = new RecentActions(MAX_USERS);
    private final PrefetchStatistics statistics = new PrefetchStatistics();
    private final AtomicInteger pendingEvents = new AtomicInteger();
    private final Map<String, IgniteCache<Object, ?>> caches;
    private final Map<String, Place> places;
    private final String transactions;
    private final List<String> objects;
    private final Supplier<Optional<ModelSet>> model;
    private final Function<UUID, List<Receipt>> history;
    private final Prefetches prefetches;
    private final Executor executor;
    private volatile SessionGap gap = SessionGap.DEFAULT;
    private volatile boolean closed;

    /**
     * @param places where the rows of a cache are prefetched; their groups are always warmed on the servers
     * @param fetchers a fetcher for each place
     * @param latencies what the fetchers measure
     */
    Prefetcher(
            Map<String, IgniteCache<Object, ?>> caches,
            Map<String, Place> places,
            Map<Place, Fetcher<CachedKey>> fetchers,
            Latencies latencies,
            String transactions,
            List<String> objects,
            Supplier<Optional<ModelSet>> model,
            Function<UUID, List<Receipt>> history,
            Executor executor) {
        this.caches = Map.copyOf(caches);
        this.places = Map.copyOf(places);
        this.transactions = transactions;
        this.objects = List.copyOf(objects);
        this.model = model;
        this.history = history;
        this.executor = executor;
        this.prefetches = new Prefetches(fetchers, latencies, statistics, this::submit);
    }

    /**
     * Creates a prefetcher. An application calls {@code Foreshard.prefetcher} instead.
     *
     * @param transactions name of the cache of transactions
     * @param objects names of caches with keys of type {@link ObjectKey}
     * @param model the published models; the probability that the session continues is a factor of every candidate
     * @param history receipts of a user's last transactions, oldest first
     * @param warmer reads rows into the memory of the servers
     * @param executor threads of predictions and of requests for the history; the caller shuts it down
     * @throws IllegalArgumentException if a cache does not exist
     */
    public static Prefetcher create(
            Ignite ignite,
            String transactions,
            List<String> objects,
            Supplier<Optional<ModelSet>> model,
            Function<UUID, List<Receipt>> history,
            RowWarmer warmer,
            Executor executor) {
        Map<String, IgniteCache<Object, ?>> caches = new LinkedHashMap<>();
        caches.put(transactions, existing(ignite, transactions));
        objects.forEach(name -> caches.put(name, existing(ignite, name)));
        Map<String, Place> places = new HashMap<>();
        caches.forEach((name, cache) -> places.put(name, hasNearCache(cache) ? Place.NEAR : Place.SERVERS));
        Latencies latencies = new Latencies(System::nanoTime);
        boolean seesReads = ignite.configuration().isClientMode();
        return new Prefetcher(
                caches,
                places,
                Map.of(
                        Place.NEAR, new CacheFetcher(caches, latencies),
                        Place.SERVERS, new ServerFetcher(warmer, latencies, !seesReads)),
                latencies,
                transactions,
                objects,
                model,
                history,
                executor);
    }

    @SuppressWarnings("unchecked") // there is no class of a configuration with type arguments
    private static boolean hasNearCache(IgniteCache<Object, ?> cache) {
        return cache.getConfiguration(CacheConfiguration.class).getNearConfiguration() != null;
    }

    private static IgniteCache<Object, ?> existing(Ignite ignite, String name) {
        IgniteCache<Object, ?> cache = ignite.cache(name);
        if (cache == null) {
            throw new IllegalArgumentException("There is no cache " + name + "; create it before its prefetcher.");
        }
        return cache;
    }

    /**
     * Fetches the last {@value #HISTORY_TRANSACTIONS} transactions of a user who has returned, the newest first, and warms the objects of the groups that this user may act on.
     */
    public void onSessionStart(UUID userId) {
        submit(() -> onReturn(userId));
    }

    /** Learns from an action that has just happened, and fetches the rows that its user probably reads next. */
    public void onAction(UserAction action) {
        onAction(action.userId(), WindowedAction.of(action), action.shown());
    }

    /**
     * Does the same as {@link #onAction(UserAction)}.
     *
     * @param shown ids of the objects that were shown to the user, none if empty
     */
    public void onAction(UUID user, WindowedAction action, long... shown) {
        if (closed) {
            return;
        }
        List<WindowedAction> actions = recent.add(user, action);
        submit(() -> predict(user, action, shown, actions));
    }

    /** Returns the transactions, read through this prefetcher. */
    public PrefetchingCache<TransactionKey, TransactionRecord> transactions() {
        return reading(transactions);
    }

    /**
     * Returns a cache of objects, read through this prefetcher.
     *
     * @throws IllegalArgumentException if this prefetcher was created without this cache
     */
    public <V> PrefetchingCache<ObjectKey, V> objects(String name) {
        if (!objects.contains(name)) {
            throw new IllegalArgumentException("This prefetcher was created for the objects of " + objects + ", not of "
                    + name + "; name it when the prefetcher is created.");
        }
        return reading(name);
    }

    /** Returns the counters. */
    public PrefetchStatistics statistics() {
        return statistics;
    }

    Prefetches prefetches() {
        return prefetches;
    }

    /** Returns whether it was closed: a closed prefetcher fetches nothing, and reads go to the caches. */
    public boolean isClosed() {
        return closed;
    }

    /** Stops predicting and fetching. Fetches in flight complete; this method does not wait for them. */
    @Override
    public void close() {
        closed = true;
        prefetches.cancel();
    }

    /** Learns from past actions which objects follow one another, and fetches nothing. */
    public void learn(List<ActionSequence> sequences) {
        for (ActionSequence sequence : sequences) {
            // Only that the actions have one user matters, not which one.
            UUID user = UUID.randomUUID();
            sequence.actions().forEach(action -> candidates.observe(user, action));
            candidates.endOfSession(user);
        }
    }

    @SuppressWarnings("unchecked") // the caller names the types of the cache, as with Ignite.cache
    private <K, V> PrefetchingCache<K, V> reading(String name) {
        return new PrefetchingCache<>((IgniteCache<K, V>) caches.get(name), name, prefetches);
    }

    private void onReturn(UUID user) {
        Prefetches.Predictions predictions = prefetches.predictions(user);
        Context returned = new Context(Subject.HISTORY, 0);
        List<Receipt> receipts = history.apply(user);
        for (int i = receipts.size() - 1; i >= Math.max(0, receipts.size() - HISTORY_TRANSACTIONS); i--) {
            for (TransactionKey key : receipts.get(i).keys()) {
                // The probability is 1 until the reads of other sessions show less: then the policy switches the
                // context off.
                predictions.add(returned, places.get(transactions), List.of(new CachedKey(transactions, key)), 1);
            }
        }
        addGroups(predictions, user, new Context(Subject.RETURN, 0), RETURN_GROUPS, 1);
        predictions.take();
    }

    private void predict(UUID user, WindowedAction action, long[] shown, List<WindowedAction> actions) {
        if (action.objectId() != UserAction.NO_OBJECT) {
            keys(ObjectKey.of(action.interest(), action.objectId())).forEach(prefetches::used);
        }
        Optional<ModelSet> published = model.get();
        published.map(ModelSet::candidates).ifPresent(candidates::offer);
        Optional<NextTypeModel> serving = published.flatMap(ModelSet::nextType);
        gap = serving.map(NextTypeModel::gap).orElse(SessionGap.DEFAULT);
        candidates.observe(user, action, shown);
        // A candidate is used later in this session only if the session goes on.
        double continues = serving.map(
                        known -> 1 - known.probability(new ActionSequence(actions).last(gap), ActionSequence.END))
                .orElse(1.0);
        Prefetches.Predictions predictions = prefetches.predictions(user);
        Context object = new Context(Subject.OBJECT, action.type());
        for (Candidate candidate : candidates.objects(user, MAX_CANDIDATES)) {
            double probability = Math.min(continues, candidate.probability());
            for (CachedKey key : keys(ObjectKey.of(candidate.interest(), candidate.id()))) {
                predictions.add(object, places.get(key.cache()), List.of(key), probability);
            }
        }
        addGroups(predictions, user, new Context(Subject.GROUP, action.type()), GROUPS, continues);
        predictions.take();
        if (candidates.isTrainingDue() && !training.get()) {
            submit(this::train);
        }
    }

    private List<CachedKey> keys(ObjectKey key) {
        return objects.stream().map(cache -> new CachedKey(cache, key)).toList();
    }

    private void addGroups(
            Prefetches.Predictions predictions, UUID user, Context context, int max, double maxProbability) {
        for (Candidate group : candidates.groups(user, max)) {
            long[] members = candidates.members(group.id(), MAX_MEMBERS);
            for (String cache : members.length == 0 ? List.<String>of() : objects) {
                List<CachedKey> rows = LongStream.of(members)
                        .mapToObj(id -> new CachedKey(cache, ObjectKey.of(group.interest(), id)))
                        .toList();
                predictions.add(context, Place.SERVERS, rows, Math.min(maxProbability, group.probability()));
            }
        }
    }

    private void train() {
        if (!training.compareAndSet(false, true)) {
            return;
        }
        try {
            candidates.train();
        } finally {
            training.set(false);
        }
    }

    private void submit(Runnable event) {
        if (closed) {
            return;
        }
        if (pendingEvents.incrementAndGet() > MAX_PENDING_EVENTS) {
            pendingEvents.decrementAndGet();
            statistics.eventsDropped.increment();
            return;
        }
        try {
            executor.execute(() -> {
                pendingEvents.decrementAndGet();
                try {
                    event.run();
                } catch (RuntimeException e) {
                    statistics.eventsFailed.increment();
                }
            });
        } catch (RejectedExecutionException e) {
            pendingEvents.decrementAndGet();
            statistics.eventsDropped.increment();
        }
    }
}
