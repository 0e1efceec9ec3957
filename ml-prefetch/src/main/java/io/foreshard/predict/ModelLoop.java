package io.foreshard.predict;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The owner of the thread that trains again and again while the system runs, and publishes a model only when it is better. */
public final class ModelLoop implements AutoCloseable {
    private final Supplier<List<Example>> examples;
    private final Consumer<NextActionModel> publish;
    private final Clock clock;
    private final ModelTrainer trainer = new ModelTrainer();
    private final LongAdder trainings = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final ScheduledExecutorService thread;
    private volatile NextActionModel serving;
    private volatile String lastRefusal;

    /** Creates a loop that starts from a model that serves already, or null. */
    public ModelLoop(
            Supplier<List<Example>> examples, Consumer<NextActionModel> publish, NextActionModel serving, Clock clock) {
        this.examples = examples;
        this.publish = publish;
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
            ModelTrainer.Outcome outcome = trainer.train(examples.get(), serving, clock.millis());
            trainings.increment();
            lastRefusal = outcome.refusal();
            if (outcome.serves()) {
                publish.accept(outcome.candidate());
                serving = outcome.candidate();
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

    /** Returns the model that serves, or null. */
    public NextActionModel serving() {
        return serving;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
