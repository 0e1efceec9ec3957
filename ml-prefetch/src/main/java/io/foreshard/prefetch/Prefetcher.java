package io.foreshard.prefetch;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.TransactionKey;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.Candidates;
import io.foreshard.predict.NextActionModel;
import io.foreshard.predict.PrefetchPolicy;
import io.foreshard.predict.Step;
import io.foreshard.profile.UserWindow;
import io.foreshard.profile.WindowedAction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The prefetcher of a process: after each action it predicts what the user reads next and fetches it within a budget.
 *
 * <p>One thread of its own predicts and starts fetches; callers only hand over. Whatever fails here is counted and never reaches a
 * reader. A new action of a user cancels what still waits for him. Thread-safe.
 */
public final class Prefetcher implements AutoCloseable {
    private static final int CANDIDATES = 8;
    private static final int LAST_TRANSACTIONS = 10;
    private static final int MAX_TASKS = 1_024;
    /** Context of a session's start, which is not the type of any action. */
    private static final int SESSION_START = -1;

    private final Candidates candidates;
    private final PrefetchPolicy policy;
    private final Supplier<NextActionModel> model;
    private final LongFunction<?> keyOfObject;
    private final PrefetchStatistics statistics = new PrefetchStatistics();
    private final PrefetchQueue queue;
    private final ThreadPoolExecutor thread;

    /**
     * Creates a prefetcher.
     *
     * @param model the model that serves, or null as long as there is none; how likely the session goes on is a factor of
     *     every candidate
     * @param keyOfObject the key an object is read by
     */
    public Prefetcher(
            PrefetchTarget target,
            Candidates candidates,
            PrefetchPolicy policy,
            Supplier<NextActionModel> model,
            LongFunction<?> keyOfObject,
            PrefetchBudget budget,
            Clock clock) {
        this.candidates = candidates;
        this.policy = policy;
        this.model = model;
        this.keyOfObject = keyOfObject;
        this.queue = new PrefetchQueue(target, budget, statistics, policy::outcome, clock, () -> submit(this::pump));
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_TASKS), task -> {
            Thread created = new Thread(task, "foreshard-prefetch");
            created.setDaemon(true);
            return created;
        });
    }

    /** Learns from a user's actions (oldest first, the last one just happened) and fetches what probably follows. */
    public void onAction(UUID user, List<Step> actions) {
        List<Step> steps = List.copyOf(actions);
        if (!steps.isEmpty()) {
            submit(() -> predict(user, steps));
        }
    }

    /**
     * Learns from an action that has just happened and fetches what probably follows.
     *
     * @param window the user's window, with or without the action
     */
    public void onAction(UserWindow window, UserAction action) {
        List<Step> steps = new ArrayList<>();
        for (WindowedAction known : window.actions()) {
            steps.add(Step.of(known));
        }
        Step now = new Step(action.type(), action.time().toEpochMilli(), action.objectId(), action.interest());
        if (steps.isEmpty() || !steps.get(steps.size() - 1).equals(now)) {
            steps.add(now);
        }
        onAction(window.userId(), steps);
    }

    /** Learns from the actions of a user (oldest first) which objects follow one another, and fetches nothing. */
    public void learn(List<Step> actions) {
        for (int end = 1; end <= actions.size(); end++) {
            candidates.observe(actions.subList(0, end));
        }
    }

    /** Fetches the records of the last {@value #LAST_TRANSACTIONS} transactions of a user who has returned, the newest first. */
    public void onSessionStart(UserWindow window) {
        List<TransactionKey> keys = new ArrayList<>();
        List<Receipt> issued = window.issued();
        for (int i = issued.size() - 1; i >= Math.max(0, issued.size() - LAST_TRANSACTIONS); i--) {
            keys.addAll(issued.get(i).keys());
        }
        onSessionStart(window.userId(), keys);
    }

    /** Fetches what a returning user is shown first: the keys of his last transactions. */
    public void onSessionStart(UUID user, Collection<?> lastTransactions) {
        List<?> keys = List.copyOf(lastTransactions);
        submit(() -> {
            // Certain until readers prove otherwise: then the context is switched off.
            switch (policy.decide(SESSION_START, 1, queue.load())) {
                case FETCH -> queue.replace(user, keys, SESSION_START);
                case SHADOW -> keys.forEach(key -> queue.follow(user, key, SESSION_START));
                case SKIP -> {}
            }
            pump();
        });
    }

    /**
     * Accounts for a read.
     *
     * @return completes, never with an exception, when a fetch of this key that is under way has ended; a reader who waits for it
     *     does not ask for the key a second time. Already completed if there is none.
     */
    public CompletableFuture<Void> onRead(Object key) {
        return queue.read(key);
    }

    /** Returns the counters. */
    public PrefetchStatistics statistics() {
        return statistics;
    }

    private void predict(UUID user, List<Step> steps) {
        candidates.observe(steps);
        int context = steps.get(steps.size() - 1).type();
        NextActionModel serving = model.get();
        double goesOn =
                serving == null ? 1 : 1 - serving.probability(new ActionSequence(steps).now(), ActionSequence.END);
        List<Object> keys = new ArrayList<>();
        for (Candidates.Candidate candidate : candidates.next(steps, CANDIDATES)) {
            Object key = keyOfObject.apply(candidate.objectId());
            switch (policy.decide(context, goesOn * candidate.probability(), queue.load())) {
                case FETCH -> keys.add(key);
                case SHADOW -> queue.follow(user, key, context);
                case SKIP -> {}
            }
        }
        queue.replace(user, keys, context);
        pump();
    }

    private void pump() {
        queue.pump();
    }

    private void submit(Runnable task) {
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    statistics.failed.increment();
                }
            });
        } catch (RejectedExecutionException e) {
            statistics.dropped.increment();
        }
    }

    /** Tells whether it was closed: it fetches nothing any more. */
    public boolean isClosed() {
        return thread.isShutdown();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
