package io.foreshard.prefetch;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The prefetches of a process. Each waits, is in flight, is fetched, or is scored in the shadow, until it ends with an {@link Outcome}; a key is part of one of them at most.
 *
 * <p>The policy hears whether a prediction was used as soon as a key is read, and that it was not used after {@value #PATIENCE} more actions of its user or at its end, whichever is first. Thread-safe; never waits for a fetch.
 *
 * @param <K> type of the keys
 */
final class PrefetchQueue<K> {
    /** Actions of the user after which a prediction without a read counts as not used; it may still be used. */
    private static final int PATIENCE = 8;

    private final Fetcher<K> fetcher;
    private final PrefetchBudget budget;
    private final PrefetchPace pace;
    private final PrefetchStatistics statistics;
    private final PrefetchPolicy policy;
    private final Clock clock;
    private final Runnable moreRoom;
    private final Map<K, Entry<K>> byKey = new HashMap<>();
    /** Entries whose user has not acted {@value #PATIENCE} times since. */
    private final Map<UUID, Set<Entry<K>>> byUser = new HashMap<>();

    private final Map<State, Set<Entry<K>>> byState = new HashMap<>();
    private final List<K> discarded = new ArrayList<>();
    /** Keys of the requests that have not ended, also after their deadline: a store that hangs is not asked again and again. */
    private int keysInFlight;

    private int keysOnProbation;

    private enum State {
        WAITING,
        IN_FLIGHT,
        FETCHED,
        SHADOW
    }

    /** What the policy has heard of a prediction. */
    private enum Verdict {
        OPEN,
        USED,
        UNUSED
    }

    /** What a read finds. */
    enum Found {
        /** The key was not fetched. */
        NOTHING,
        /** The key was fetched. */
        FETCHED,
        /** The key is being fetched. */
        IN_FLIGHT
    }

    /**
     * A read of a key.
     *
     * @param fetched completes, never with an exception, when a fetch in flight has ended
     */
    record Read(Found found, CompletableFuture<Void> fetched) {
        static final Read NOTHING = new Read(Found.NOTHING, CompletableFuture.completedFuture(null));
        private static final Read FETCHED = new Read(Found.FETCHED, NOTHING.fetched);
    }

    private static final class Entry<K> {
        private final Prefetch<K> prefetch;
        /** Keys that are not part of another entry, and were not read yet. */
        private final Set<K> keys;

        /** Keys that were read while they were in flight. */
        private final Set<K> late = new HashSet<>();

        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private State state;
        private long sinceMillis;
        private int patience = PATIENCE;
        private Verdict verdict = Verdict.OPEN;
        private boolean used;

        private Entry(Prefetch<K> prefetch, Collection<K> keys, State state, long nowMillis) {
            this.prefetch = prefetch;
            this.keys = new LinkedHashSet<>(keys);
            this.state = state;
            this.sinceMillis = nowMillis;
        }
    }

    PrefetchQueue(
            Fetcher<K> fetcher,
            PrefetchBudget budget,
            PrefetchPace pace,
            PrefetchStatistics statistics,
            PrefetchPolicy policy,
            Clock clock,
            Runnable moreRoom) {
        this.fetcher = fetcher;
        this.budget = budget;
        this.pace = pace;
        this.statistics = statistics;
        this.policy = policy;
        this.clock = clock;
        this.moreRoom = moreRoom;
        for (State state : State.values()) {
            byState.put(state, new LinkedHashSet<>());
        }
    }

    /**
     * Takes the predictions after an action of a user: cancels the waiting prefetches of this user that are not among them, and adds the new ones.
     *
     * @param shadows predictions that are only scored
     */
    synchronized void predicted(UUID user, List<Prefetch<K>> fetches, List<Prefetch<K>> shadows) {
        Set<List<K>> again = new HashSet<>();
        fetches.forEach(fetch -> again.add(fetch.keys()));
        for (Entry<K> entry : List.copyOf(byUser.getOrDefault(user, Set.of()))) {
            if (entry.state == State.WAITING) {
                if (!again.contains(entry.prefetch.keys())) {
                    end(entry, Outcome.CANCELLED);
                }
            } else if (--entry.patience == 0) {
                judge(entry, false);
                forget(entry);
            }
        }
        fetches.forEach(fetch -> add(fetch, State.WAITING));
        shadows.forEach(shadow -> add(shadow, State.SHADOW));
    }

    private void add(Prefetch<K> prefetch, State state) {
        List<K> free = new ArrayList<>();
        for (K key : prefetch.keys()) {
            Entry<K> entry = byKey.get(key);
            if (entry != null && entry.state == State.SHADOW && state == State.WAITING) {
                remove(entry); // the fetch is judged in its place
                entry = null;
            }
            if (entry == null) {
                free.add(key);
            }
        }
        if (free.isEmpty()) {
            return;
        }
        if (state == State.WAITING && (count(State.WAITING) >= budget.maxQueued() || isBusy(prefetch.user()))) {
            statistics.count(Outcome.DROPPED);
            return;
        }
        Entry<K> entry = new Entry<>(prefetch, free, state, clock.millis());
        free.forEach(key -> byKey.put(key, entry));
        byUser.computeIfAbsent(prefetch.user(), user -> new LinkedHashSet<>()).add(entry);
        byState.get(state).add(entry);
        if (state == State.WAITING) {
            policy.opened(prefetch.context());
        } else if (count(State.SHADOW) > budget.maxShadows()) {
            end(oldest(State.SHADOW), Outcome.WASTED);
        }
    }

    private boolean isBusy(UUID user) {
        return byUser.getOrDefault(user, Set.of()).stream()
                        .filter(entry -> entry.state == State.WAITING || entry.state == State.IN_FLIGHT)
                        .count()
                >= budget.maxPerUser();
    }

    /** Starts to fetch what waits as far as the budget allows; calls the fetcher without holding a lock. */
    void pump() {
        Map<UUID, List<Entry<K>>> batches = new LinkedHashMap<>();
        List<K> toDiscard;
        synchronized (this) {
            expire();
            while (hasWaiting()) {
                Entry<K> next = oldest(State.WAITING);
                move(next, State.IN_FLIGHT);
                batches.computeIfAbsent(next.prefetch.user(), user -> new ArrayList<>())
                        .add(next);
            }
            toDiscard = List.copyOf(discarded);
            discarded.clear();
        }
        if (!toDiscard.isEmpty()) {
            fetcher.discard(toDiscard);
        }
        batches.values()
                .forEach(this::fetch); // one request for each user: a reader does not wait for the keys of another user
    }

    private void fetch(List<Entry<K>> batch) {
        List<K> keys = new ArrayList<>();
        synchronized (this) {
            batch.forEach(entry -> keys.addAll(entry.keys));
        }
        statistics.issued.add(batch.size());
        CompletableFuture<Long> fetch;
        try {
            fetch = fetcher.fetch(keys);
        } catch (RuntimeException e) {
            fetch = CompletableFuture.failedFuture(e);
        }
        fetch.whenComplete((bytes, failure) -> ended(keys.size()));
        fetch.thenApply(bytes -> bytes)
                .orTimeout(budget.deadline().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((bytes, failure) -> arrived(batch, failure == null ? bytes : -1));
    }

    private void ended(int keys) {
        synchronized (this) {
            keysInFlight -= keys;
        }
        if (hasRoom()) {
            moreRoom.run();
        }
    }

    /** @param bytes bytes that were fetched, negative if the fetch failed */
    private void arrived(List<Entry<K>> batch, long bytes) {
        synchronized (this) {
            if (bytes > 0) {
                pace.fetched(bytes);
            }
            for (Entry<K> entry : batch) {
                entry.late.forEach(key -> take(entry, key));
                if (bytes < 0) {
                    end(entry, Outcome.FAILED);
                } else if (entry.keys.isEmpty()) {
                    remove(entry);
                } else {
                    entry.sinceMillis = clock.millis();
                    move(entry, State.FETCHED);
                }
            }
            while (keysOnProbation > budget.maxOnProbation()) {
                end(oldest(State.FETCHED), Outcome.WASTED);
            }
        }
        batch.forEach(entry -> entry.done.complete(null));
    }

    /** Accounts for a read of a key. */
    synchronized Read read(K key) {
        Entry<K> entry = byKey.get(key);
        if (entry == null) {
            return Read.NOTHING;
        }
        State state = entry.state;
        if (state == State.IN_FLIGHT) {
            entry.late.add(key);
            use(entry, Outcome.LATE);
            return new Read(Found.IN_FLIGHT, entry.done.copy());
        }
        take(entry, key);
        if (state == State.FETCHED) {
            use(entry, Outcome.USED);
        } else {
            judge(entry, true);
        }
        if (entry.keys.isEmpty()) {
            end(entry, Outcome.SUPERSEDED);
        }
        return state == State.FETCHED ? Read.FETCHED : Read.NOTHING;
    }

    private void take(Entry<K> entry, K key) {
        entry.keys.remove(key);
        byKey.remove(key);
        keysOnProbation -= entry.state == State.FETCHED ? 1 : 0;
    }

    private void use(Entry<K> entry, Outcome outcome) {
        if (!entry.used) {
            entry.used = true;
            statistics.count(outcome);
            judge(entry, true);
        }
    }

    private void judge(Entry<K> entry, boolean used) {
        Context context = entry.prefetch.context();
        if (entry.verdict == Verdict.UNUSED && used) {
            policy.usedAfterAll(context);
        } else if (entry.verdict != Verdict.OPEN) {
            return;
        } else if (entry.state == State.SHADOW) {
            policy.shadow(context, used);
        } else {
            policy.judged(context, used);
        }
        entry.verdict = used ? Verdict.USED : Verdict.UNUSED;
    }

    /** Ends an entry; the outcome counts unless the entry was a used one, or a shadow. */
    private void end(Entry<K> entry, Outcome outcome) {
        boolean isShadow = entry.state == State.SHADOW;
        if (outcome == Outcome.WASTED) {
            judge(entry, false);
            if (!isShadow) {
                discarded.addAll(entry.keys);
            }
        }
        if (!entry.used && !isShadow) {
            statistics.count(outcome);
        }
        remove(entry);
    }

    private void remove(Entry<K> entry) {
        if (entry.verdict == Verdict.OPEN && entry.state != State.SHADOW) {
            policy.withdrawn(entry.prefetch.context());
        }
        entry.keys.forEach(byKey::remove);
        keysOnProbation -= entry.state == State.FETCHED ? entry.keys.size() : 0;
        byState.get(entry.state).remove(entry);
        forget(entry);
    }

    private void forget(Entry<K> entry) {
        UUID user = entry.prefetch.user();
        Set<Entry<K>> entries = byUser.getOrDefault(user, new HashSet<>());
        entries.remove(entry);
        if (entries.isEmpty()) {
            byUser.remove(user);
        }
    }

    private void move(Entry<K> entry, State state) {
        byState.get(entry.state).remove(entry);
        byState.get(state).add(entry);
        keysInFlight += state == State.IN_FLIGHT ? entry.keys.size() : 0;
        keysOnProbation += state == State.FETCHED ? entry.keys.size() : 0;
        entry.state = state;
    }

    private void expire() {
        long now = clock.millis();
        expire(State.WAITING, now - budget.deadline().toMillis(), Outcome.DROPPED);
        expire(State.FETCHED, now - budget.timeToLive().toMillis(), Outcome.WASTED);
        expire(State.SHADOW, now - budget.timeToLive().toMillis(), Outcome.WASTED);
    }

    private void expire(State state, long beforeMillis, Outcome outcome) {
        while (!byState.get(state).isEmpty() && oldest(state).sinceMillis < beforeMillis) {
            end(oldest(state), outcome);
        }
    }

    private Entry<K> oldest(State state) {
        return byState.get(state).iterator().next();
    }

    private int count(State state) {
        return byState.get(state).size();
    }

    private synchronized boolean hasRoom() {
        return hasWaiting();
    }

    private boolean hasWaiting() {
        return count(State.WAITING) > 0 && keysInFlight < budget.maxInFlight() && pace.isOpen();
    }

    /** Cancels what waits. Fetches in flight end by themselves. */
    synchronized void cancel() {
        while (count(State.WAITING) > 0) {
            end(oldest(State.WAITING), Outcome.CANCELLED);
        }
    }

    /** Returns the filled share of the scarcest part of the budget, from 0 to 1. */
    synchronized double load() {
        double waiting = (double) count(State.WAITING) / budget.maxQueued();
        double onProbation = (double) keysOnProbation / budget.maxOnProbation();
        return Math.min(1, Math.max(pace.load(), Math.max(waiting, onProbation)));
    }

    synchronized int waiting() {
        return count(State.WAITING);
    }
}
