package io.foreshard.workbench.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** The progress of a run: one line per step, redrawn on a terminal while the step lasts. Thread-safe. */
final class Progress {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = 200_000_000L;

    private final PrintWriter out;
    private final boolean terminal = System.console() != null;
    private String step = "start";
    private long total;
    private long startedNanos;
    private long drawnNanos;
    private boolean open;
    private boolean stopped;

    Progress(PrintWriter out) {
        this.out = out;
    }

    /** Begins a step with an amount of work. */
    synchronized void begin(String name, long amount) {
        step = name;
        total = Math.max(1, amount);
        startedNanos = System.nanoTime();
        drawnNanos = 0;
        at(0);
    }

    /** Reports the work of the step that is done. */
    synchronized void at(long done) {
        long now = System.nanoTime();
        if (terminal && !stopped && now - drawnNanos > REDRAW_NANOS) {
            drawnNanos = now;
            open = true;
            out.print("\r" + line(done));
            out.flush();
        }
    }

    /** Ends the step. */
    synchronized void end() {
        if (stopped) {
            return;
        }
        open = false;
        out.println((terminal ? "\r" : "")
                + line(total)
                + String.format(Locale.ROOT, "  %.1f s", (System.nanoTime() - startedNanos) / 1e9));
        out.flush();
    }

    /** Ends the output, so that a message of the caller stands alone and last. */
    synchronized void stop() {
        if (open) {
            out.println();
            out.flush();
        }
        open = false;
        stopped = true;
    }

    /** Returns the name of the step that runs. */
    synchronized String step() {
        return step;
    }

    private String line(long done) {
        int filled = (int) (WIDTH * Math.min(done, total) / total);
        return String.format(
                Locale.ROOT,
                "  %-32s [%s%s] %3d %%",
                step,
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                100 * Math.min(done, total) / total);
    }
}
