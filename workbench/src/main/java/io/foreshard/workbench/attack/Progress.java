package io.foreshard.workbench.attack;

import java.io.PrintWriter;
import java.util.List;

/** The progress of an attack: lines for the user, the report so far, and the wish to stop. Thread-safe. */
public final class Progress {
    private static final int STEPS_SHOWN = 60;

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

    /** Prints a violation, and the last steps before it. */
    public void sayViolation(String sentence, List<String> steps) {
        say(sentence);
        steps.subList(Math.max(0, steps.size() - STEPS_SHOWN), steps.size()).forEach(step -> say("    " + step));
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
