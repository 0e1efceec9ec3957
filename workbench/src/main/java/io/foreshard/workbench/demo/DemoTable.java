package io.foreshard.workbench.demo;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The report as text of at most 100 columns. */
final class DemoTable {
    /** Minimum gain of the model that is not ascribed to chance, in standard errors. */
    private static final double STANDARD_ERRORS = 2;

    /** Bytes of a reason that are worth a mention. */
    private static final long LEAST_BYTES = 500_000;

    /** Columns of a line's content; its name takes 15 more. */
    private static final int WIDTH = 84;

    private final StringBuilder text = new StringBuilder();

    private DemoTable() {}

    /** Returns the lines that a user reads at the end of a run. */
    static String of(DemoReport report) {
        DemoTable table = new DemoTable();
        table.placement(report);
        table.tier(report.tier());
        table.reads(report.readMillis());
        table.firstScreen(report);
        table.prediction(report);
        table.budget(report.budget());
        table.row(
                "verified",
                "%,d values read and compared with the trace, %,d wrong",
                report.verification().checked(),
                report.verification().wrong());
        table.row("time", "%.0f s", report.seconds());
        return table.text.toString();
    }

    private void placement(DemoReport report) {
        row("trace", "%s: %,d transactions under %,d profile ids", report.trace(), report.rows(), report.profiles());
        row(
                "placement",
                "%d partitions used; the busiest took %.2f times the mean of its epoch",
                report.partitionsUsed(),
                report.busiestOverMean());
        row(
                "shards",
                "%d, after %d splits and %d merges",
                report.shards().count(),
                report.shards().splits(),
                report.shards().merges());
        hotSpot(report.hotSpot());
        move(report.move());
    }

    private void lines(String sentence) {
        sentence.replaceAll("(.{1,72})( |$)", "$1\n").lines().forEach(line -> row("", "%s", line));
    }

    private void move(DemoReport.Move move) {
        if (move.reason().isEmpty()) {
            row("", "no partition of the busy %s moved in time:", move.server());
            lines(move.obstacle());
            return;
        }
        row("", "partitions moved off %s:", move.server());
        lines(move.reason());
        row(
                "",
                "its reads: %,.0f/s before; %,.0f/s after, %,.0f/s on the other server; %d errors",
                move.readsPerSecond(),
                move.readsPerSecondAfter(),
                move.otherReadsPerSecondAfter(),
                move.errors());
    }

    private void hotSpot(DemoReport.HotSpot spot) {
        if (spot.splitReason().isEmpty()) {
            row(
                    "",
                    "%s",
                    spot.shard().isEmpty()
                            ? "none was small enough to show a split and a merge"
                            : "the hot shard was not split in time");
            return;
        }
        row("", "%s was split: %s", spot.shard(), spot.splitReason());
        row(
                "",
                "its reads: %,.0f/s before; %,.0f/s and %,.0f/s in its halves after",
                spot.readsPerSecond(),
                spot.leftReadsPerSecond(),
                spot.rightReadsPerSecond());
        row(
                "",
                "%s",
                spot.mergeReason().isEmpty()
                        ? "they were not merged in time when the reads ended"
                        : "they were merged when the reads ended: " + spot.mergeReason());
    }

    private void tier(DemoReport.Tier tier) {
        row(
                "offloaded",
                "%.1f of %.1f MB of data pages; %.1f MB stayed on local disks",
                tier.remoteBytes() / 1e6,
                tier.dataBytes() / 1e6,
                tier.localBytes() / 1e6);
        row("", "trees and indexes stay local: %d bytes per row", tier.keptBytesPerRow());
        row(
                "cold reads",
                "%,d requests to the object store, %.2f per read without prefetch; %,d errors",
                tier.remoteReads(),
                tier.coldReads(),
                tier.errors());
    }

    private void reads(DemoReport.ReadMillis millis) {
        row("read times", "without prefetch: %s", latency(millis.withoutPrefetch()));
        row("", "with prefetch:    %s", latency(millis.withPrefetch()));
        row("", "users arrive %d ms apart, after the client has connected to the servers", Replay.ARRIVAL_MILLIS);
        row("verdict", "%s", millis.p50Gain().sentence("the median read of a returning user"));
        row("", "%s", millis.p99Gain().sentence("the 99th percentile"));
    }

    private void firstScreen(DemoReport report) {
        DemoReport.FirstScreen screen = report.firstScreen();
        if (screen.users() == 0) {
            return;
        }
        DemoReport.ReadMillis reads = report.readMillis();
        row(
                "round trips",
                "the 99th percentile is %.1f round trips of %.0f ms to the store without prefetch, %.1f with",
                screen.roundTrips(reads.withoutPrefetch().p99()),
                screen.roundTripMillis(),
                screen.roundTrips(reads.withPrefetch().p99()));
        row(
                "first screen",
                "last transactions of a returning user: %.1f requests and %.1f ms from the window, %.1f and %.1f ms from the rows",
                screen.windowRequests(),
                screen.windowMillis(),
                screen.rowRequests(),
                screen.rowMillis());
    }

    private void budget(DemoReport.Budget budget) {
        row(
                "local budget",
                "%.1f MB of data were local after every value was read; the servers may have %.1f MB",
                budget.filledBytes() / 1e6,
                budget.budgetBytes() / 1e6);
        row(
                "",
                "released: the %.1f MB that the retention policy values least, without a request",
                budget.releasedBytes() / 1e6);
        row(
                "",
                "still local: %s",
                budget.reasonBytes().entrySet().stream()
                        .filter(reason -> reason.getValue() >= LEAST_BYTES)
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .map(reason ->
                                String.format(Locale.ROOT, "%.1f MB %s", reason.getValue() / 1e6, reason.getKey()))
                        .collect(Collectors.joining(", ")));
    }

    private static String latency(DemoReport.Latency latency) {
        return String.format(Locale.ROOT, "median %.2f ms, 99th percentile %.1f ms", latency.p50(), latency.p99());
    }

    private void prediction(DemoReport report) {
        row(
                "prefetched",
                "%,d rows read in time, %,d read before they arrived, %,d never read",
                report.prefetch().used(),
                report.prefetch().late(),
                report.prefetch().wasted());
        row(
                "",
                "%.0f %% of the rows were in the client's near cache when it read them",
                100 * report.nearCache().hitRate());
        DemoReport.NextType type = report.nextType();
        if (type.modelsServed() == 0) {
            row("next action", "no model was better than the shares of the types, so none became active");
            return;
        }
        row("next action", "%s", modelGain(type));
        row(
                "",
                "%.1f %% of %,d types predicted right, %.1f %% by always saying the most frequent one",
                100 * type.accuracy(),
                type.examples(),
                100 * type.majorityAccuracy());
    }

    /** Returns the sentence on the model; the error assumes independent samples, which overstates it. */
    static String modelGain(DemoReport.NextType type) {
        double gain = type.accuracy() - type.majorityAccuracy();
        double variance =
                type.accuracy() * (1 - type.accuracy()) + type.majorityAccuracy() * (1 - type.majorityAccuracy());
        double error = STANDARD_ERRORS * Math.sqrt(variance / Math.max(1, type.examples()));
        if (Math.abs(gain) <= error) {
            return "the model is not shown to be better or worse than always saying the most frequent type";
        }
        return String.format(
                Locale.ROOT,
                "the model is %.1f points %s than always saying the most frequent type",
                100 * Math.abs(gain),
                gain > 0 ? "better" : "worse");
    }

    /** Appends a line, wrapped at a blank where it would exceed the width. */
    private void row(String name, String format, Object... values) {
        String rest = String.format(Locale.ROOT, format, values);
        String title = name;
        while (rest.length() > WIDTH) {
            int blank = rest.lastIndexOf(' ', WIDTH);
            line(title, rest.substring(0, blank));
            title = "";
            rest = rest.substring(blank + 1);
        }
        line(title, rest);
    }

    private void line(String name, String content) {
        text.append(String.format("  %-12s %s%n", name, content));
    }
}
