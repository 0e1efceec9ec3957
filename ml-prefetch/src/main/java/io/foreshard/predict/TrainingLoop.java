package io.foreshard.predict;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The repeated training of a model, which publishes a candidate only when it is better than the published one. Thread-safe. */
public final class TrainingLoop implements AutoCloseable {
    private final Supplier<List<ActionSequence>> users;
    private final ServingModel serving;
    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final TrainingListener listener;
    private Future<?> schedule;

    /**
     * Creates a loop that is not started.
     *
     * @param users the actions of the users of one training, read anew each time
     * @param clock time of training that a model carries
     * @param executor thread of the trainings; the caller shuts it down
     */
    public TrainingLoop(
            Supplier<List<ActionSequence>> users,
            ServingModel serving,
            Clock clock,
            ScheduledExecutorService executor,
            TrainingListener listener) {
        this.users = users;
        this.serving = serving;
        this.clock = clock;
        this.executor = executor;
        this.listener = listener;
    }

    /** Trains at once, and again after each pause. */
    public synchronized void start(Duration pause) {
        schedule = executor.scheduleWithFixedDelay(this::trainOnce, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Trains once in the caller's thread; a failure is reported to the listener and changes nothing. */
    void trainOnce() {
        try {
            NextTypeModel trainedFrom = serving.current().orElse(null);
            ModelSelection.Outcome outcome = ModelSelection.train(users.get(), trainedFrom, clock.instant());
            outcome.candidate().ifPresent(candidate -> listener.onTrained(candidate.report()));
            if (outcome.refusal().isPresent()) {
                listener.onRefused(outcome.refusal().get());
            } else if (serving.replace(trainedFrom, outcome.candidate().orElseThrow())) {
                listener.onPublished(outcome.candidate().orElseThrow().report());
            } else {
                listener.onRefused(
                        "Another model was published during the training; the next candidate is compared with it.");
            }
        } catch (RuntimeException e) {
            listener.onFailed(e);
        }
    }

    /** Stops the trainings and interrupts one that runs. */
    @Override
    public synchronized void close() {
        if (schedule != null) {
            schedule.cancel(true);
        }
    }
}
