package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.tier.TierFigure;
import io.foreshard.plugin.tier.TierReport;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Prints the progress of a task: a line every five seconds if the figures have changed. Not thread-safe. */
final class ProgressLines implements Consumer<TierReport> {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Consumer<String> printer;
    private final LongSupplier nanoTime;
    private long printed;
    private String last = "";

    ProgressLines(Consumer<String> printer, LongSupplier nanoTime) {
        this.printer = printer;
        this.nanoTime = nanoTime;
        printed = nanoTime.getAsLong();
    }

    @Override
    public void accept(TierReport report) {
        long now = nanoTime.getAsLong();
        String line = line(report);
        if (now - printed >= PERIOD.toNanos() && !line.equals(last)) {
            printed = now;
            last = line;
            printer.accept(line);
        }
    }

    private static String line(TierReport report) {
        long partitions = report.figure(TierFigure.PARTITIONS);
        if (partitions == 0) {
            return "Running on "
                    + report.nodes().stream()
                            .filter(node -> !node.state().isEnd())
                            .count()
                    + " servers";
        }
        return report.figure(TierFigure.DONE) + " of " + partitions + " partitions done, "
                + report.figure(TierFigure.FAILED) + " failed, " + report.figure(TierFigure.BYTES) + " bytes";
    }
}
