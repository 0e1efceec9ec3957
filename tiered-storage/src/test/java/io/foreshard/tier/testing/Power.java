package io.foreshard.tier.testing;

/**
 * The power of one simulated machine: each call of a port passes it before and after it takes effect, and may find that the machine crashes there. Not
 * thread-safe: one actor runs at a time.
 */
final class Power {
    private final String machine;
    private final Scheduler scheduler;
    private final Failpoints failpoints;
    private final Trace trace;
    private final EngineLocks locks;
    private boolean off;
    private boolean quiet;

    Power(String machine, Scheduler scheduler, Failpoints failpoints, Trace trace) {
        this.machine = machine;
        this.scheduler = scheduler;
        this.failpoints = failpoints;
        this.trace = trace;
        locks = new EngineLocks(scheduler);
    }

    boolean isOff() {
        return off;
    }

    EngineLocks locks() {
        return locks;
    }

    void on() {
        off = false;
        locks.clear();
    }

    /** Crashes the machine. */
    void off() {
        off = true;
    }

    /** A quiet machine never crashes and leaves no trace: it is a copy that is only looked at. */
    void quiet() {
        quiet = true;
    }

    /** Fails if the machine is off. */
    void check() {
        if (off) {
            throw new PowerOff();
        }
    }

    /** A call begins; the machine may crash. */
    void enter(String call) {
        check();
        if (!quiet) {
            reach(call + "/before");
        }
    }

    /** A call has taken effect; the machine may crash. */
    void leave(String call, String outcome) {
        if (!quiet) {
            trace.step(machine + scheduler.role(), call, outcome);
            reach(call + "/after");
        }
    }

    /** A call that other actors may interrupt: hands over control, then it begins. */
    void pause(String call) {
        check();
        if (!quiet) {
            Object self = scheduler.self();
            scheduler.await(() -> off || locks.mayRun(self));
            check();
            reach(call);
        }
    }

    private void reach(String point) {
        if (failpoints.reached(scheduler.role() + "/" + point)) {
            trace.step(machine + scheduler.role(), point, "crash");
            off = true;
            throw new PowerOff();
        }
    }
}
