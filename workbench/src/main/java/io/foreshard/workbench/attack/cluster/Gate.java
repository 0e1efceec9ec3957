package io.foreshard.workbench.attack.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Lets the operations of the load begin while it is open, and knows how many have not ended. Thread-safe. */
public final class Gate {
    private boolean open;
    private boolean ended;
    /** Threads whose operation has begun and not ended. */
    private final List<Thread> inside = new ArrayList<>();

    /** Lets operations begin. */
    public synchronized void open() {
        open = true;
        notifyAll();
    }

    /** Lets no further operation begin; does not wait. */
    public synchronized void close() {
        open = false;
    }

    /** Ends all threads that ask for entry. */
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits until the gate is open; returns false at the end of the run. */
    public synchronized boolean enter() throws InterruptedException {
        while (!open && !ended) {
            wait();
        }
        if (ended) {
            return false;
        }
        inside.add(Thread.currentThread());
        return true;
    }

    /** Notes that the operation of this thread has ended. */
    public synchronized void leave() {
        inside.remove(Thread.currentThread());
        notifyAll();
    }

    /** Waits until no operation runs; returns false if one still runs after a time. */
    public synchronized boolean awaitEmpty(long seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!inside.isEmpty()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    /** Returns the operations that have begun and not ended. */
    public synchronized int inside() {
        return inside.size();
    }

    /** Returns where the threads are whose operations have begun and not ended. */
    public synchronized List<String> stacks() {
        return inside.stream().map(Stacks::of).toList();
    }
}
