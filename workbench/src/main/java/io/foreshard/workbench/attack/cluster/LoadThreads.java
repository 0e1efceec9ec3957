package io.foreshard.workbench.attack.cluster;

import io.foreshard.workbench.attack.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Threads that repeat an operation each while a gate is open. Thread-safe. */
public final class LoadThreads implements AutoCloseable {
    private final Gate gate = new Gate();
    private final List<Thread> threads = new ArrayList<>();
    private final Tally tally;
    private volatile long pauseMillis;

    /** One operation of a thread. */
    @FunctionalInterface
    public interface Step {
        /** Runs it; its failure is a violation. */
        void act() throws InterruptedException;
    }

    /** Creates no thread yet. */
    public LoadThreads(Tally tally, long pauseMillis) {
        this.tally = tally;
        this.pauseMillis = pauseMillis;
    }

    /** Adds a thread, which {@link #start} starts. */
    public void add(Step step) {
        threads.add(Daemons.thread(() -> loop(step)));
    }

    /** Starts the threads; they wait for the gate. */
    public void start() {
        threads.forEach(Thread::start);
    }

    /** Sets the pause of each thread after an operation. */
    public void pauseMillis(long millis) {
        pauseMillis = millis;
    }

    /** Returns the gate, which is closed at first. */
    public Gate gate() {
        return gate;
    }

    private void loop(Step step) {
        try {
            while (gate.enter()) {
                try {
                    step.act();
                } catch (RuntimeException e) {
                    tally.violation("The load failed: " + e);
                } finally {
                    gate.leave();
                }
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the threads; an operation that hangs ends with its connection. */
    @Override
    public void close() {
        gate.end();
        threads.forEach(Thread::interrupt);
    }
}
