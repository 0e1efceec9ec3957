package io.foreshard.tier;

import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one move of a partition run at a time: an upload, a release, an offload, a recall, or what must not meet one of these. Thread-safe. */
final class MoveLock {
    private final Lock lock = new ReentrantLock();
    private volatile boolean isMoving;

    interface Step<T> {
        T run() throws IOException;
    }

    /** Runs a step when no other one runs. */
    <T> T alone(Step<T> step) throws IOException {
        lock.lock();
        try {
            return step.run();
        } finally {
            lock.unlock();
        }
    }

    /** Runs an offload or a recall when no other step runs. Until it ends, {@link #isMoving} is true. */
    <T> T move(Step<T> step) throws IOException {
        return alone(() -> {
            isMoving = true;
            try {
                return step.run();
            } finally {
                isMoving = false;
            }
        });
    }

    /** Runs a step unless another one runs; returns its result, or false. */
    boolean unlessRunning(Step<Boolean> step) throws IOException {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            return step.run();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether an offload or a recall runs. */
    boolean isMoving() {
        return isMoving;
    }
}
