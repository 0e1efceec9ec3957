package io.foreshard.workbench.demo;

import io.foreshard.ingest.UserAction;
import io.foreshard.trace.Trace;
import io.foreshard.workbench.demo.Replay.Prefetching;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The reads of returning users on a cluster whose rows are cold, without prefetching, with it, and with a prefetcher whose predictions are all wrong. Field names are stable: tools read them.
 *
 * @param trace name of the trace
 * @param rounds rounds; each replays other sessions in each of the three ways, in an order that rotates
 * @param off without prefetching
 * @param on with prefetching
 * @param wrong with wrong predictions
 * @param benefit with prefetching over without
 * @param harm with wrong predictions over without
 */
public record PrefetchingEvaluation(
        String trace, int rounds, Reads off, Reads on, Reads wrong, Ratios benefit, Ratios harm) {
    /**
     * Reads of one way; medians of the rounds.
     *
     * @param medianMillis median wait
     * @param p99Millis 99th percentile of the waits
     * @param newObjectMillis mean wait for objects that were not read before in their session
     * @param nearHitRate share of the keys that were in the near cache
     * @param prefetchesPerAction prefetches for each action
     * @param used share of the prefetches that were read after their fetch
     * @param late share of the prefetches that were read during their fetch
     * @param requestsPerRead requests to the object store for each read of the application, those of prefetches included
     */
    public record Reads(
            double medianMillis,
            double p99Millis,
            double newObjectMillis,
            double nearHitRate,
            double prefetchesPerAction,
            double used,
            double late,
            double requestsPerRead) {}

    /** Ratios to the waits without prefetching. */
    public record Ratios(Ratio median, Ratio p99, Ratio newObject) {}

    /**
     * The ratios of the rounds.
     *
     * @param median median of the rounds
     * @param min smallest
     * @param max largest
     */
    public record Ratio(double median, double min, double max) {
        private static Ratio of(List<Double> ratios) {
            List<Double> sorted = ratios.stream().sorted().toList();
            return new Ratio(Gain.median(sorted), sorted.get(0), sorted.get(sorted.size() - 1));
        }
    }

    /**
     * Starts a cluster in this process, replays a trace on it, and deletes it. Takes about a minute and a half a round on two processors.
     *
     * @param rounds at least 1
     * @param progress receives a line for each step
     * @throws DemoException if it fails, or if no user of the trace returns; with a sentence for the user
     */
    public static PrefetchingEvaluation run(Trace trace, int rounds, PrintWriter progress)
            throws InterruptedException, IOException {
        if (ReturningSessions.of(trace.actions(), Demo.HISTORY_SHARE, 1).isEmpty()) {
            throw new DemoException("No user of " + trace.name() + " returns, so there is nothing to compare.");
        }
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        DemoRun.Options options = new DemoRun.Options(parent, null, null, rounds, false);
        try (DemoRun run = new DemoRun(trace, options, RunDirectory.FreeSpace.ofFileStore(), new Progress(progress))) {
            Thread hook = new Thread(() -> close(run), "foreshard-evaluate-close");
            Runtime.getRuntime().addShutdownHook(hook);
            PrefetchingEvaluation evaluation = run.run(Demo::prefetching);
            if (!run.isClosed()) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
            return evaluation;
        }
    }

    private static void close(DemoRun run) {
        try {
            run.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replays groups of sessions, at least one, on a cluster with cold rows. */
    static PrefetchingEvaluation of(Demo demo, String trace, List<List<List<UserAction>>> groups)
            throws InterruptedException, IOException {
        Map<Prefetching, List<Replay>> replays = new EnumMap<>(Prefetching.class);
        Prefetching[] ways = Prefetching.values();
        for (int round = 0; round < groups.size(); round++) {
            for (int turn = 0; turn < ways.length; turn++) {
                Prefetching way = ways[(round + turn) % ways.length];
                String step = String.format("round %d/%d, prefetching %s", round + 1, groups.size(), way);
                replays.computeIfAbsent(way, added -> new ArrayList<>()).add(demo.replay(groups.get(round), way, step));
            }
        }
        List<Replay> off = replays.get(Prefetching.OFF);
        List<Replay> on = replays.get(Prefetching.ON);
        List<Replay> wrong = replays.get(Prefetching.WRONG);
        return new PrefetchingEvaluation(
                trace, groups.size(), reads(off), reads(on), reads(wrong), ratios(on, off), ratios(wrong, off));
    }

    private static Reads reads(List<Replay> replays) {
        return new Reads(
                median(replays, replay -> replay.latency().p50()),
                median(replays, replay -> replay.latency().p99()),
                median(replays, Replay::newObjectMillis),
                median(replays, Replay::nearHitRate),
                median(replays, Replay::prefetchesPerAction),
                median(replays, replay -> share(replay.prefetch().used(), replay)),
                median(replays, replay -> share(replay.prefetch().late(), replay)),
                median(replays, replay -> (double) replay.remoteReads() / Math.max(1, replay.reads())));
    }

    private static double share(long part, Replay replay) {
        DemoReport.Prefetch all = replay.prefetch();
        return (double) part / Math.max(1, all.used() + all.late() + all.wasted());
    }

    private static double median(List<Replay> replays, ToDoubleFunction<Replay> value) {
        return Gain.median(replays.stream().map(value::applyAsDouble).sorted().toList());
    }

    private static Ratios ratios(List<Replay> replays, List<Replay> off) {
        return new Ratios(
                ratio(replays, off, replay -> replay.latency().p50()),
                ratio(replays, off, replay -> replay.latency().p99()),
                ratio(replays, off, Replay::newObjectMillis));
    }

    private static Ratio ratio(List<Replay> replays, List<Replay> off, ToDoubleFunction<Replay> value) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < off.size(); round++) {
            ratios.add(value.applyAsDouble(replays.get(round)) / value.applyAsDouble(off.get(round)));
        }
        return Ratio.of(ratios);
    }
}
