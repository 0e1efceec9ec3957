package io.foreshard.workbench.demo;

import io.foreshard.ingest.UserAction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The comparison of reads without and with prefetch: several rounds, each of which replays a group of sessions twice from the
 * same state.
 *
 * <p>The groups are disjoint, so the spread of the rounds contains differences between users and of the machine. The
 * order alternates (without, with, with, without, ...), so a machine that becomes slower favours neither side. Not thread-safe.
 */
final class Rounds {
    private final Demo demo;
    private final List<Replay> without = new ArrayList<>();
    private final List<Replay> with = new ArrayList<>();

    Rounds(Demo demo) {
        this.demo = demo;
    }

    /**
     * Runs rounds until all groups are replayed or the deadline is over, but at least three if there are three groups.
     *
     * @param deadlineNanos value of {@link System#nanoTime} after which no further round begins
     */
    void run(List<List<List<UserAction>>> groups, long deadlineNanos) throws InterruptedException, IOException {
        for (int round = 0; round < groups.size(); round++) {
            if (round >= Gain.MIN_ROUNDS && System.nanoTime() - deadlineNanos > 0) {
                return;
            }
            boolean prefetchFirst = round % 2 == 1;
            replay(groups, round, prefetchFirst);
            replay(groups, round, !prefetchFirst);
        }
    }

    private void replay(List<List<List<UserAction>>> groups, int round, boolean prefetching)
            throws InterruptedException, IOException {
        String step =
                String.format("replay %d/%d %s prefetch", round + 1, groups.size(), prefetching ? "with" : "without");
        (prefetching ? with : without)
                .add(demo.replay(
                        groups.get(round), prefetching ? Replay.Prefetching.ON : Replay.Prefetching.OFF, step));
    }

    /**
     * Deals sessions to groups in turn, so that each group covers the whole time of the trace.
     *
     * @return the given number of groups, or fewer if there are fewer sessions
     */
    static List<List<List<UserAction>>> deal(List<List<UserAction>> sessions, int groups) {
        List<List<List<UserAction>>> dealt = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            if (i < groups) {
                dealt.add(new ArrayList<>());
            }
            dealt.get(i % groups).add(sessions.get(i));
        }
        return dealt;
    }

    DemoReport.ReadMillis readMillis() {
        return new DemoReport.ReadMillis(
                latency(with),
                latency(without),
                Gain.of(ratios(DemoReport.Latency::p50)),
                Gain.of(ratios(DemoReport.Latency::p99)));
    }

    private static DemoReport.Latency latency(List<Replay> replays) {
        return new DemoReport.Latency(
                median(replays, DemoReport.Latency::p50), median(replays, DemoReport.Latency::p99));
    }

    private static double median(List<Replay> replays, ToDoubleFunction<DemoReport.Latency> percentile) {
        return Gain.median(replays.stream()
                .map(replay -> percentile.applyAsDouble(replay.latency()))
                .sorted()
                .toList());
    }

    private List<Double> ratios(ToDoubleFunction<DemoReport.Latency> percentile) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < with.size(); round++) {
            ratios.add(percentile.applyAsDouble(without.get(round).latency())
                    / percentile.applyAsDouble(with.get(round).latency()));
        }
        return ratios;
    }

    /** Returns the requests for cold pages of all replays. */
    long remoteReads() {
        return remoteReads(with) + remoteReads(without);
    }

    private static long remoteReads(List<Replay> replays) {
        return replays.stream().mapToLong(Replay::remoteReads).sum();
    }

    /** Returns the requests for remote pages per demand read, without prefetch. */
    double coldReads() {
        return (double) remoteReads(without)
                / Math.max(1, without.stream().mapToLong(Replay::reads).sum());
    }

    /** Returns the share of the keys that were in the client's near cache, with prefetch. */
    double nearHitRate() {
        return with.stream().mapToDouble(Replay::nearHitRate).average().orElse(0);
    }

    /** Returns the outcome of all prefetched keys. */
    DemoReport.Prefetch prefetch() {
        DemoReport.Prefetch sum = new DemoReport.Prefetch(0, 0, 0);
        for (Replay replay : with) {
            DemoReport.Prefetch one = replay.prefetch();
            sum = new DemoReport.Prefetch(
                    sum.used() + one.used(), sum.wasted() + one.wasted(), sum.late() + one.late());
        }
        return sum;
    }
}
