package io.foreshard.tier;

/**
 * The power switch of a simulated machine: the n-th call of a port is the last one, and takes effect or does not; later calls fail until {@link #reset}.
 * Not thread-safe.
 */
final class KillSwitch {
    private int callsLeft;
    private boolean lastTakesEffect;
    private boolean armed;
    private boolean killed;
    private int calls;

    /** Thrown by each call of a port after the kill; no production code catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** A call of a port that changes something. */
    interface Call<E extends Exception> {
        void run() throws E;
    }

    /** Kills at the n-th call from now, counted from 1. */
    void killAt(int call, boolean takesEffect) {
        callsLeft = call;
        lastTakesEffect = takesEffect;
        armed = true;
    }

    /** Starts the machine again; nothing kills it. */
    void reset() {
        armed = false;
        killed = false;
        calls = 0;
    }

    /** Returns the calls since the last reset. */
    int calls() {
        return calls;
    }

    <E extends Exception> void call(Call<E> call) throws E {
        if (killed) {
            throw new Killed();
        }
        calls++;
        if (armed && --callsLeft == 0) {
            killed = true;
            if (lastTakesEffect) {
                call.run();
            }
            throw new Killed();
        }
        call.run();
    }
}
