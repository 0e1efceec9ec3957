package io.foreshard.predict;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The owner of the thread that trains again and again while the system runs, and publishes a model only when it is better. */
public final class ModelLoop implements AutoCloseable {
    private final Supplier<List<Example>> examples;
    private final ServingModel serving;
    private final Clock clock;
    private final ModelTrainer trainer = new ModelTrainer();
    private final LongAdder trainings = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final ScheduledExecutorService thread;
    private volatile String lastRefusal;

    public ModelLoop(Supplier<List<Example>> examples, ServingModel serving, Clock clock) {
        this.examples = examples;
        this.serving = serving;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "foreshard-model");
            created.setDaemon(true);
            return created;
        });
    }

    /** Trains at once and then again after each pause. */
    public void start(Duration pause) {
        thread.scheduleWithFixedDelay(this::once, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Trains once in the caller's thread; a failure is counted and changes nothing. */
    synchronized void once() {
        try {
            NextActionModel trainedFrom = serving.current().orElse(null);
            ModelTrainer.Outcome outcome = trainer.train(examples.get(), trainedFrom, clock.millis());
            trainings.increment();
            lastRefusal = outcome.refusal();
            if (outcome.serves() && !serving.replace(trainedFrom, outcome.candidate())) {
                lastRefusal = "Another model was published during the training; the next one is compared with it.";
            }
        } catch (RuntimeException e) {
            failures.increment();
            lastRefusal = "Training failed: " + e.getClass().getName();
        }
    }

    /** Returns how often it trained. */
    public long trainings() {
        return trainings.sum();
    }

    /** Returns how often training or publishing failed. */
    public long failures() {
        return failures.sum();
    }

    /** Returns why the last candidate does not serve, or null if it does. */
    public String lastRefusal() {
        return lastRefusal;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
