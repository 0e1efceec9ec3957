package io.foreshard.workbench.attack;

import java.io.PrintWriter;

/** The progress of an attack: lines for the user, the report so far, and the wish to stop. Thread-safe. */
public final class Progress {
    private final PrintWriter out;
    private volatile AttackReport latest;
    private volatile boolean stopped;

    /** Creates the progress of a run; lines go to a writer. */
    public Progress(PrintWriter out) {
        this.out = out;
    }

    /** Prints a line. */
    public synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Takes the report so far, which is printed if the run is interrupted. */
    public void update(AttackReport report) {
        latest = report;
    }

    /** Returns whether the run is to end early: the attack returns what it has. */
    public boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }

    /** Returns the report so far, or null. */
    AttackReport latest() {
        return latest;
    }
}
