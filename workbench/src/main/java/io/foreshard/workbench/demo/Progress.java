package io.foreshard.workbench.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** A progress bar: one line of a step that is redrawn on a terminal. Not thread-safe. */
final class Progress {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = 200_000_000L;

    private final PrintWriter out;
    private final boolean terminal = System.console() != null;
    private String step;
    private long total;
    private long startedNanos;
    private long drawnNanos;

    Progress(PrintWriter out) {
        this.out = out;
    }

    /** Begins a step with an amount of work. */
    void begin(String name, long amount) {
        step = name;
        total = Math.max(1, amount);
        startedNanos = System.nanoTime();
        drawnNanos = 0;
        at(0);
    }

    /** Says how much of the step is done. */
    void at(long done) {
        long now = System.nanoTime();
        if (terminal && now - drawnNanos > REDRAW_NANOS) {
            drawnNanos = now;
            out.print("\r" + line(done));
            out.flush();
        }
    }

    /** Ends the step. */
    void end() {
        out.println((terminal ? "\r" : "")
                + line(total)
                + String.format(Locale.ROOT, "  %.1f s", (System.nanoTime() - startedNanos) / 1e9));
        out.flush();
    }

    private String line(long done) {
        int filled = (int) (WIDTH * Math.min(done, total) / total);
        return String.format(
                Locale.ROOT,
                "  %-34s [%s%s] %3d %%",
                step,
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                100 * Math.min(done, total) / total);
    }
}
