package io.foreshard.tier.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A seeded attack on the tier: its production code runs on simulated machines and a simulated store, with crashes at every call of a port, failing stores
 * and disks, and a database that compares every page with a model. One seed is one schedule.
 */
public final class TierSimulation {
    /** Rounds of one world: its history grows by each, then another world begins. */
    private static final int WORLD_ROUNDS = 100;

    private final long seed;
    private final SimulationListener listener;
    private final Trace trace = new Trace();
    private final Tally tally = new Tally();
    private final Failpoints failpoints;
    private final SplittableRandom seeds;

    private TierSimulation(long seed, SimulationListener listener) {
        this.seed = seed;
        this.listener = listener;
        seeds = new SplittableRandom(seed);
        failpoints = new Failpoints(seeds.split());
    }

    /**
     * Runs the attack.
     *
     * @param rounds rounds of work, each followed by a crash or a stop in most cases, and by a comparison of all pages
     */
    public static SimulationResult run(long seed, long rounds, SimulationListener listener) {
        return new TierSimulation(seed, listener).run(rounds);
    }

    private SimulationResult run(long rounds) {
        int reported = 0;
        for (int world = 0; tally.rounds < rounds && !listener.isStopped(); world++) {
            SimulatedWorld present = new SimulatedWorld(world, seeds.split(), failpoints, trace, tally);
            present.run(Math.min(WORLD_ROUNDS, rounds - tally.rounds), listener::isStopped);
            for (; reported < tally.violations().size(); reported++) {
                listener.violated(tally.violations().get(reported), trace.last());
            }
            listener.progress(result());
        }
        return result();
    }

    private SimulationResult result() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("powerLosses", tally.powerLosses);
        counts.put("cleanStops", tally.cleanStops);
        counts.put("offloads", tally.offloads);
        counts.put("uploadedPages", tally.uploadedPages);
        counts.put("releasedPages", tally.releasedPages);
        counts.put("recalls", tally.recalls);
        counts.put("failedMoves", tally.failedMoves);
        counts.put("destroyedPartitions", tally.destroyed);
        counts.put("clones", tally.clones);
        counts.put("reads", tally.reads);
        counts.put("fetches", tally.fetched);
        counts.put("passedPages", tally.passedPages);
        counts.put("pagesKeptBeforeChange", tally.kept);
        counts.put("fetchesOnAFullDisk", tally.failedFills);
        counts.put("pagesReusedWithoutStore", tally.reused);
        return new SimulationResult(
                seed,
                tally.rounds,
                tally.crashes,
                tally.faults,
                tally.inFlight,
                tally.lost,
                tally.wrong,
                tally.violations().stream()
                        .map(sentence -> "Seed " + seed + ", " + sentence)
                        .toList(),
                failpoints.crashes(),
                counts,
                trace.digest());
    }
}
