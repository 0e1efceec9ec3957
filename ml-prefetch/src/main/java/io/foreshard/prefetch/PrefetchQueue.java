package io.foreshard.prefetch;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The keys of a prefetcher that wait, are in flight, are fetched, or are scored in the shadow; each key is in one of these states. Thread-safe.
 *
 * @param <K> type of the keys
 */
final class PrefetchQueue<K> {
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Fetcher<K> fetcher;
    private final PrefetchBudget budget;
    private final PrefetchStatistics statistics;
    private final BiConsumer<Integer, Boolean> outcome;
    private final Clock clock;
    private final Runnable moreRoom;
    private final Map<K, Entry> queued = new LinkedHashMap<>();
    private final Map<K, Entry> inFlight = new LinkedHashMap<>();
    /** Fetched and shadow entries, oldest first. */
    private final Map<K, Entry> followed = new LinkedHashMap<>();

    private static final class Entry {
        private final UUID user;
        private final int context;
        private final boolean shadow;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private long sinceMillis;
        private boolean read;

        private Entry(UUID user, int context, boolean shadow, long nowMillis) {
            this.user = user;
            this.context = context;
            this.shadow = shadow;
            this.sinceMillis = nowMillis;
        }
    }

    PrefetchQueue(
            Fetcher<K> fetcher,
            PrefetchBudget budget,
            PrefetchStatistics statistics,
            BiConsumer<Integer, Boolean> outcome,
            Clock clock,
            Runnable moreRoom) {
        this.fetcher = fetcher;
        this.budget = budget;
        this.statistics = statistics;
        this.outcome = outcome;
        this.clock = clock;
        this.moreRoom = moreRoom;
    }

    /** Replaces the waiting keys of a user. */
    synchronized void replace(UUID user, Collection<K> keys, int context) {
        int before = queued.size();
        queued.values().removeIf(entry -> entry.user.equals(user));
        statistics.dropped.add(before - queued.size());
        int mine = 0;
        for (K key : keys) {
            if (queued.containsKey(key) || inFlight.containsKey(key) || isFetched(key)) {
                continue;
            }
            if (mine >= budget.maxQueuedPerUser() || queued.size() >= budget.maxQueued()) {
                statistics.dropped.increment();
                continue;
            }
            queued.put(key, new Entry(user, context, false, clock.millis()));
            mine++;
        }
    }

    private boolean isFetched(K key) {
        Entry entry = followed.get(key);
        return entry != null && !entry.shadow;
    }

    /** Scores whether a key is read, without fetching it. */
    synchronized void follow(UUID user, K key, int context) {
        if (!queued.containsKey(key) && !inFlight.containsKey(key) && !followed.containsKey(key)) {
            follow(key, new Entry(user, context, true, clock.millis()));
        }
    }

    /** Starts to fetch waiting keys as far as the budget allows; calls the fetcher without holding a lock. */
    void pump() {
        Map<UUID, Map<K, Entry>> batches = new LinkedHashMap<>();
        synchronized (this) {
            expire();
            Iterator<Map.Entry<K, Entry>> waiting = queued.entrySet().iterator();
            while (waiting.hasNext() && inFlight.size() < budget.maxInFlight()) {
                Map.Entry<K, Entry> next = waiting.next();
                waiting.remove();
                followed.remove(next.getKey());
                inFlight.put(next.getKey(), next.getValue());
                batches.computeIfAbsent(next.getValue().user, user -> new LinkedHashMap<>())
                        .put(next.getKey(), next.getValue());
            }
        }
        batches.values()
                .forEach(this::fetch); // one request for each user: a reader does not wait for the keys of another user
    }

    private void fetch(Map<K, Entry> batch) {
        statistics.issued.add(batch.size());
        CompletableFuture<?> fetch;
        try {
            fetch = fetcher.fetch(List.copyOf(batch.keySet()));
        } catch (RuntimeException e) {
            fetch = CompletableFuture.failedFuture(e);
        }
        fetch.thenApply(value -> value)
                .orTimeout(budget.deadline().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((value, failure) -> arrived(batch, failure == null));
    }

    private void arrived(Map<K, Entry> batch, boolean succeeded) {
        synchronized (this) {
            batch.forEach((key, entry) -> {
                inFlight.remove(key);
                if (!succeeded) {
                    statistics.failed.increment();
                } else if (!entry.read) {
                    entry.sinceMillis = clock.millis();
                    follow(key, entry);
                }
            });
        }
        batch.values().forEach(entry -> entry.done.complete(null));
        if (hasWaiting()) {
            moreRoom.run();
        }
    }

    /** Accounts for a read; the future completes, never with an exception, when a fetch in flight of this key has ended. */
    synchronized CompletableFuture<Void> read(K key) {
        if (queued.remove(key) != null) {
            statistics.dropped.increment();
            return NOTHING;
        }
        Entry entry = inFlight.get(key);
        if (entry != null) {
            if (!entry.read) {
                entry.read = true;
                statistics.late.increment();
                outcome.accept(entry.context, true);
            }
            return entry.done.copy();
        }
        entry = followed.remove(key);
        if (entry != null) {
            if (!entry.shadow) {
                statistics.used.increment();
            }
            outcome.accept(entry.context, true);
        }
        return NOTHING;
    }

    private void follow(K key, Entry entry) {
        followed.put(key, entry);
        if (followed.size() > budget.maxFollowed()) {
            unused(followed.keySet().iterator().next());
        }
    }

    private void expire() {
        long now = clock.millis();
        int before = queued.size();
        queued.values()
                .removeIf(entry -> now - entry.sinceMillis > budget.deadline().toMillis());
        statistics.dropped.add(before - queued.size());
        List<K> old = new ArrayList<>();
        for (Map.Entry<K, Entry> entry : followed.entrySet()) {
            if (now - entry.getValue().sinceMillis <= budget.timeToLive().toMillis()) {
                break;
            }
            old.add(entry.getKey());
        }
        old.forEach(this::unused);
    }

    private void unused(K key) {
        Entry entry = followed.remove(key);
        if (!entry.shadow) {
            statistics.wasted.increment();
        }
        outcome.accept(entry.context, false);
    }

    private synchronized boolean hasWaiting() {
        return !queued.isEmpty() && inFlight.size() < budget.maxInFlight();
    }

    /** Returns the filled share of the queue. */
    synchronized double load() {
        return (double) queued.size() / budget.maxQueued();
    }

    synchronized int waiting() {
        return queued.size();
    }
}
