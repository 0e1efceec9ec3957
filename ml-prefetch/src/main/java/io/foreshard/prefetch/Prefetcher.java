package io.foreshard.prefetch;

import io.foreshard.candidate.Candidates;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ObjectKey;
import io.foreshard.key.TransactionKey;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.NextTypeModel;
import io.foreshard.predict.SessionGap;
import io.foreshard.profile.WindowedAction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;

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
 * <p>Read through {@link #transactions()} and {@link #objects}: a key that is read in another way counts as wasted, and predictions that waste too
 * much are switched off. The methods return at once and never throw because of a failure; failures are counted, and reads are then those of the
 * caches. A new action of a user cancels the waiting keys of this user. Thread-safe.
 */
public final class Prefetcher implements AutoCloseable {
    private static final int MAX_CANDIDATES = 16;
    private static final int HISTORY_TRANSACTIONS = 10;
    private static final int MAX_PENDING_EVENTS = 1_024;
    private static final int MAX_INTERACTIONS = 1 << 18;
    private static final int MAX_USERS = 10_000;
    /** Context of a session start, which is no type of an action. */
    private static final int SESSION_START = -1;

    private final Candidates candidates = new Candidates(MAX_INTERACTIONS, () -> this.gap, 0);
    private final AtomicBoolean training = new AtomicBoolean();
    private final RecentActions recent = new RecentActions(MAX_USERS);
    private final PrefetchStatistics statistics = new PrefetchStatistics();
    private final AtomicInteger pendingEvents = new AtomicInteger();
    private final Map<String, IgniteCache<Object, ?>> caches;
    private final String transactions;
    private final List<String> objects;
    private final Supplier<Optional<NextTypeModel>> model;
    private final Function<UUID, List<Receipt>> history;
    private final PrefetchPolicy policy;
    private final PrefetchQueue<CachedKey> queue;
    private final Executor executor;
    private volatile SessionGap gap = SessionGap.DEFAULT;
    private volatile boolean closed;

    Prefetcher(
            Map<String, IgniteCache<Object, ?>> caches,
            Fetcher<CachedKey> fetcher,
            String transactions,
            List<String> objects,
            Supplier<Optional<NextTypeModel>> model,
            Function<UUID, List<Receipt>> history,
            Executor executor) {
        this.caches = Map.copyOf(caches);
        this.transactions = transactions;
        this.objects = List.copyOf(objects);
        this.model = model;
        this.history = history;
        this.executor = executor;
        this.policy = PrefetchPolicy.defaults();
        this.queue = new PrefetchQueue<>(
                fetcher,
                PrefetchBudget.defaults(),
                statistics,
                policy::outcome,
                Clock.systemUTC(),
                () -> submit(this::pump));
    }

    /**
     * Creates a prefetcher. An application calls {@code Foreshard.prefetcher} instead.
     *
     * @param transactions name of the cache of transactions
     * @param objects names of caches with keys of type {@link ObjectKey}
     * @param model the published model; the probability that the session continues is a factor of every candidate
     * @param history receipts of a user's last transactions, oldest first
     * @param executor threads of predictions and of requests for the history; the caller shuts it down
     * @throws IllegalArgumentException if a cache does not exist
     */
    public static Prefetcher create(
            Ignite ignite,
            String transactions,
            List<String> objects,
            Supplier<Optional<NextTypeModel>> model,
            Function<UUID, List<Receipt>> history,
            Executor executor) {
        Map<String, IgniteCache<Object, ?>> caches = new LinkedHashMap<>();
        caches.put(transactions, existing(ignite, transactions));
        objects.forEach(name -> caches.put(name, existing(ignite, name)));
        return new Prefetcher(caches, new CacheFetcher(caches), transactions, objects, model, history, executor);
    }

    private static IgniteCache<Object, ?> existing(Ignite ignite, String name) {
        IgniteCache<Object, ?> cache = ignite.cache(name);
        if (cache == null) {
            throw new IllegalArgumentException("There is no cache " + name + "; create it before its prefetcher.");
        }
        return cache;
    }

    /** Fetches the last {@value #HISTORY_TRANSACTIONS} transactions of a user who has returned, the newest first. */
    public void onSessionStart(UUID userId) {
        submit(() -> fetchHistory(userId));
    }

    /** Learns from an action that has just happened, and fetches the rows that its user probably reads next. */
    public void onAction(UserAction action) {
        if (closed) {
            return;
        }
        List<WindowedAction> actions = recent.add(action.userId(), WindowedAction.of(action));
        submit(() -> predict(action, actions));
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

    /** Returns whether it was closed: a closed prefetcher fetches nothing, and reads go to the caches. */
    public boolean isClosed() {
        return closed;
    }

    /** Stops predicting and fetching. Fetches in flight complete; this method does not wait for them. */
    @Override
    public void close() {
        closed = true;
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

    /** Accounts for a read; the future completes, never with an exception, when a fetch in flight of this key has ended. */
    CompletableFuture<Void> onRead(String cache, Object key) {
        return queue.read(new CachedKey(cache, key));
    }

    @SuppressWarnings("unchecked") // the caller names the types of the cache, as with Ignite.cache
    private <K, V> PrefetchingCache<K, V> reading(String name) {
        return new PrefetchingCache<>((IgniteCache<K, V>) caches.get(name), key -> onRead(name, key));
    }

    private void fetchHistory(UUID user) {
        List<Receipt> receipts = history.apply(user);
        List<CachedKey> keys = new ArrayList<>();
        for (int i = receipts.size() - 1; i >= Math.max(0, receipts.size() - HISTORY_TRANSACTIONS); i--) {
            receipts.get(i).keys().forEach(key -> keys.add(new CachedKey(transactions, key)));
        }
        // The probability is 1 until the reads of other sessions show less: then the policy switches the context off.
        switch (policy.decide(SESSION_START, 1, queue.load())) {
            case FETCH -> queue.replace(user, keys, SESSION_START);
            case SHADOW -> keys.forEach(key -> queue.follow(user, key, SESSION_START));
            case SKIP -> {}
        }
        pump();
    }

    private void predict(UserAction action, List<WindowedAction> actions) {
        UUID user = action.userId();
        Optional<NextTypeModel> serving = model.get();
        gap = serving.map(NextTypeModel::gap).orElse(SessionGap.DEFAULT);
        candidates.observe(user, WindowedAction.of(action), action.shown());
        // A candidate is used later in this session only if the session goes on.
        double continues = serving.map(
                        known -> 1 - known.probability(new ActionSequence(actions).last(gap), ActionSequence.END))
                .orElse(1.0);
        List<CachedKey> keys = new ArrayList<>();
        for (Candidates.Candidate candidate : candidates.objects(user, MAX_CANDIDATES)) {
            List<CachedKey> rows = rows(candidate);
            double probability = Math.min(continues, candidate.probability());
            switch (policy.decide(action.type(), probability, queue.load())) {
                case FETCH -> keys.addAll(rows);
                case SHADOW -> rows.forEach(key -> queue.follow(user, key, action.type()));
                case SKIP -> {}
            }
        }
        queue.replace(user, keys, action.type());
        pump();
        if (candidates.isTrainingDue() && !training.get()) {
            submit(this::train);
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

    private List<CachedKey> rows(Candidates.Candidate candidate) {
        ObjectKey key = ObjectKey.of(candidate.interest(), candidate.id());
        return objects.stream().map(cache -> new CachedKey(cache, key)).toList();
    }

    private void pump() {
        if (!closed) {
            queue.pump();
        }
    }

    private void submit(Runnable event) {
        if (closed) {
            return;
        }
        if (pendingEvents.incrementAndGet() > MAX_PENDING_EVENTS) {
            pendingEvents.decrementAndGet();
            statistics.dropped.increment();
            return;
        }
        try {
            executor.execute(() -> {
                pendingEvents.decrementAndGet();
                try {
                    event.run();
                } catch (RuntimeException e) {
                    statistics.failed.increment();
                }
            });
        } catch (RejectedExecutionException e) {
            pendingEvents.decrementAndGet();
            statistics.dropped.increment();
        }
    }
}
