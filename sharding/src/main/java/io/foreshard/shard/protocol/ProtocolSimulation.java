package io.foreshard.shard.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A seeded check of the protocol of placements: clusters of servers whose discovery, exchanges, copies and files are modelled, with the placement and the
 * planner of production. Servers crash and restart, also all at once; servers join, the baseline changes, two managers move partitions at the same time.
 *
 * <p>Checked are: one primary for each partition, the same owners on all servers for each topology version, no acknowledged row lost or wrong on a primary at
 * any moment and on all owners at the end, and that the cluster settles. A seed is one schedule.
 */
public final class ProtocolSimulation {
    private static final int ROUNDS_REPORTED = 500;

    private final long seed;
    private final Set<Safeguard> safeguards;
    private final ProtocolListener listener;
    private final Observations observations = new Observations();
    private final List<String> violations = new ArrayList<>();

    private ProtocolSimulation(long seed, Set<Safeguard> safeguards, ProtocolListener listener) {
        this.seed = seed;
        this.safeguards = Set.copyOf(safeguards);
        this.listener = listener;
    }

    /**
     * Runs the simulation.
     *
     * @param rounds clusters to simulate
     * @param safeguards rules that the servers follow; all of them in production
     */
    public static ProtocolResult run(long seed, long rounds, Set<Safeguard> safeguards, ProtocolListener listener) {
        return new ProtocolSimulation(seed, safeguards, listener).run(rounds);
    }

    private ProtocolResult run(long rounds) {
        Random seeds = new Random(seed);
        long round = 0;
        while (round < rounds && !listener.isStopped()) {
            int before = observations.violations().size();
            new ProtocolRound(new Random(seeds.nextLong()), safeguards, observations).run();
            for (String violation : observations
                    .violations()
                    .subList(before, observations.violations().size())) {
                String sentence = "Seed " + seed + ", round " + round + ": " + violation + ".";
                violations.add(sentence);
                listener.violated(sentence, observations.lastSteps());
            }
            round++;
            if (round % ROUNDS_REPORTED == 0) {
                listener.progress(result(round));
            }
        }
        return result(round);
    }

    private ProtocolResult result(long rounds) {
        Map<String, Long> counts = new TreeMap<>(observations.counts());
        return new ProtocolResult(seed, rounds, counts, violations, observations.digest());
    }
}
