package io.foreshard.workbench.attack.kill;

import java.util.concurrent.TimeUnit;

/** Lets the operations of the load begin while it is open, and knows how many have not ended. Thread-safe. */
final class Gate {
    private boolean open;
    private boolean ended;
    private int inside;

    synchronized void open() {
        open = true;
        notifyAll();
    }

    /** Lets no further operation begin; does not wait. */
    synchronized void close() {
        open = false;
    }

    /** Ends all threads that ask for entry. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits until the gate is open; returns false at the end of the run. */
    synchronized boolean enter() throws InterruptedException {
        while (!open && !ended) {
            wait();
        }
        if (ended) {
            return false;
        }
        inside++;
        return true;
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** Waits until no operation runs; returns false if one still runs after a time. */
    synchronized boolean awaitEmpty(long seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (inside > 0) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    /** Returns the operations that have begun and not ended. */
    synchronized int inside() {
        return inside;
    }
}
