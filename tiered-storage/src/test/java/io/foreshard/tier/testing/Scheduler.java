package io.foreshard.tier.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A seeded cooperative scheduler: its actors are threads of which exactly one runs, until it pauses and hands over to another. Equal seeds give equal
 * schedules, provided that no actor waits for a lock of a paused one: {@link EngineLocks} sees to that.
 */
final class Scheduler {
    private static final long STUCK_SECONDS = 120;

    private final SplittableRandom random;
    private final List<Actor> actors = new ArrayList<>();
    private final Semaphore ended = new Semaphore(0);
    private final ThreadLocal<Actor> current = new ThreadLocal<>();
    private final List<Throwable> failures = new ArrayList<>();
    private String mainRole = "main";
    private volatile long steps;

    /** The task of an actor. */
    interface Task {
        void run() throws Exception;
    }

    /** A task that may fail in one way. */
    interface RoleTask<E extends Exception> {
        void run() throws E;
    }

    private static final class Actor {
        private final Semaphore turn = new Semaphore(0);
        private final Thread thread;
        private String role;
        private BooleanSupplier ready = () -> true;

        Actor(String role, Runnable body) {
            this.role = role;
            thread = new Thread(body, "actor-" + role);
            thread.setDaemon(true);
        }
    }

    Scheduler(SplittableRandom random) {
        this.random = random;
    }

    /** Adds an actor, to begin in {@link #run}; called between runs. */
    void spawn(String role, Task task) {
        Actor[] self = new Actor[1];
        self[0] = new Actor(role, () -> body(self[0], task));
        actors.add(self[0]);
        self[0].thread.start();
    }

    private void body(Actor self, Task task) {
        current.set(self);
        self.turn.acquireUninterruptibly();
        try {
            task.run();
        } catch (PowerOff e) {
            // The machine crashed under this actor.
        } catch (Exception | AssertionError e) {
            failures.add(e);
        } finally {
            actors.remove(self);
            handOver(self);
        }
    }

    /**
     * Runs all actors until they end.
     *
     * @return what they threw
     * @throws IllegalStateException if no actor can go on, or one does not pause
     */
    List<Throwable> run() {
        handOver(null);
        long before = -1;
        while (!awaitEnd()) {
            if (steps == before) {
                throw new IllegalStateException("An actor runs for " + STUCK_SECONDS + " s:" + describe());
            }
            before = steps;
        }
        if (!actors.isEmpty()) {
            throw new IllegalStateException("No actor can go on:" + describe());
        }
        List<Throwable> thrown = new ArrayList<>(failures);
        failures.clear();
        return thrown;
    }

    private boolean awaitEnd() {
        try {
            return ended.tryAcquire(STUCK_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted.", e);
        }
    }

    /** Chooses the next actor and wakes it, if it is not the present one; returns whether it is. */
    private boolean handOver(Actor self) {
        List<Actor> ready =
                actors.stream().filter(actor -> actor.ready.getAsBoolean()).toList();
        if (ready.isEmpty()) {
            ended.release();
            return false;
        }
        Actor next = ready.get(random.nextInt(ready.size()));
        steps++;
        if (next != self) {
            next.turn.release();
        }
        return next == self;
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        for (Actor actor : List.copyOf(actors)) {
            text.append('\n').append(actor.role);
            for (StackTraceElement frame : actor.thread.getStackTrace()) {
                if (frame.getClassName().startsWith("io.foreshard")) {
                    text.append("\n    at ").append(frame);
                }
            }
        }
        return text.toString();
    }

    /** Hands over control until a condition holds; outside an actor the condition must hold. */
    void await(BooleanSupplier condition) {
        Actor self = current.get();
        if (self == null) {
            if (!condition.getAsBoolean()) {
                throw new IllegalStateException("No actor can make the condition true.");
            }
            return;
        }
        self.ready = condition;
        if (!handOver(self)) {
            self.turn.acquireUninterruptibly();
        }
        self.ready = () -> true;
    }

    /** Returns the role of the present actor. */
    String role() {
        Actor self = current.get();
        return self == null ? mainRole : self.role;
    }

    /** Returns the present actor, as something to compare; the scheduler itself outside an actor. */
    Object self() {
        Actor self = current.get();
        return self == null ? this : self;
    }

    /** Runs a task of the present actor in another role. */
    <E extends Exception> void inRole(String role, RoleTask<E> task) throws E {
        String before = role();
        role(role);
        try {
            task.run();
        } finally {
            role(before);
        }
    }

    private void role(String role) {
        Actor self = current.get();
        if (self == null) {
            mainRole = role;
        } else {
            self.role = role;
        }
    }
}
