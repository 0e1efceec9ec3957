package io.foreshard.training;

import io.foreshard.predict.ActionSequence;
import io.foreshard.training.TrainingDecision.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The repeated training of the models: reads the log of actions, decides whether to train, and publishes models only when they are better than the published ones. All work is on one thread, within a {@link CpuBudget}.
 * Thread-safe.
 */
public final class TrainingLoop implements AutoCloseable {
    /** Looks at the log in one interval: volume and drift are noticed within a tenth of it. */
    private static final int LOOKS = 10;

    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);

    private final Supplier<List<ActionSequence>> log;
    private final ModelStore store;
    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final TrainingListener listener;
    private final CpuBudget budget;
    private TrainingTrigger trigger;
    private Duration pause;
    private Future<?> next;
    private boolean closed;

    /**
     * Creates a loop that is not started.
     *
     * @param log the actions of users, read anew each time
     * @param executor one thread, for the trainings only; the caller shuts it down
     * @param cpuPercent percent of one processor that trainings may take, from 1 to 100; {@link #trainNow} does not wait for it
     */
    public TrainingLoop(
            Supplier<List<ActionSequence>> log,
            ModelStore store,
            Clock clock,
            ScheduledExecutorService executor,
            TrainingListener listener,
            int cpuPercent) {
        this.log = log;
        this.store = store;
        this.clock = clock;
        this.executor = executor;
        this.listener = listener;
        this.budget = new CpuBudget(cpuPercent);
    }

    /**
     * Looks at the log at once, and again a tenth of the interval after each look, or later if the budget of CPU time says so.
     *
     * @param interval longest pause between two trainings while there are new actions
     */
    public synchronized void start(Duration interval) {
        trigger = new TrainingTrigger(interval);
        Duration tenth = interval.dividedBy(LOOKS);
        pause = tenth.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : tenth;
        schedule(Duration.ZERO);
    }

    private synchronized void schedule(Duration delay) {
        if (!closed) {
            next = executor.schedule(this::look, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Looks at the log and trains if there is a reason; a failure is reported to the listener and changes nothing. */
    void look() {
        budget.begin();
        try {
            List<ActionSequence> users = log.get();
            TrainingTrigger.Answer answer = trigger.decide(users, store.versions(), store.history(), now());
            if (answer.trains()) {
                train(users, answer.reason());
            } else {
                decide(Kind.SKIPPED, answer.reason(), users);
            }
        } catch (RuntimeException e) {
            listener.onFailed(e);
        }
        Duration needed = budget.pause();
        schedule(needed.compareTo(pause) > 0 ? needed : pause);
    }

    /** Trains in the thread of the trainings, after the one that runs, whether or not there is a reason; the future has the decision or the failure. */
    public Future<TrainingDecision> trainNow() {
        Callable<TrainingDecision> training = () -> train(log.get(), "An operator asked for it.");
        return executor.submit(training);
    }

    private TrainingDecision train(List<ActionSequence> users, String why) {
        Instant now = now();
        ModelVersions versions = store.versions();
        ModelSelection.Outcome outcome = ModelSelection.train(users, versions, now);
        String reason = why + " " + outcome.reason();
        if (outcome.models().isEmpty()) {
            return decide(Kind.REFUSED, reason, users);
        }
        ModelVersions next =
                versions.published(outcome.models().get(), outcome.loss(), TrainingTrigger.newest(users), now, reason);
        return store.replace(versions, next)
                ? decide(Kind.PUBLISHED, reason, users)
                : decide(Kind.REFUSED, why + " Other models were published during the training.", users);
    }

    private TrainingDecision decide(Kind kind, String reason, List<ActionSequence> users) {
        TrainingDecision decision = new TrainingDecision(
                now(),
                kind,
                store.versions().serving().map(ModelSet::version).orElse(0L),
                reason,
                TrainingTrigger.actions(users),
                TrainingTrigger.newest(users));
        store.append(decision);
        listener.onDecision(decision);
        return decision;
    }

    /** Returns the time with the precision in which it is stored. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Stops the trainings and interrupts one that runs. */
    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel(true);
        }
    }
}
