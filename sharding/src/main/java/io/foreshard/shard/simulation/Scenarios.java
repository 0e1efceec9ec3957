package io.foreshard.shard.simulation;

import io.foreshard.shard.balance.PlacementLimits;
import io.foreshard.shard.simulation.Fault.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The named scenarios of the golden files, and random ones. Thread-safe. */
final class Scenarios {
    /** Half a GiB for each of 16 nodes. */
    private static final PlacementLimits LIMITS = PlacementLimits.of(8L << 30);
    /** The same for 500 nodes. */
    private static final PlacementLimits LARGE_LIMITS = PlacementLimits.of(250L << 30);

    private static final double NOISE = 0.05;
    private static final int MINUTES = 30;

    private Scenarios() {}

    /** Returns each workload on 16 nodes, then each fault under a zipf load of exponent 0.8. */
    static List<Scenario> named() {
        List<Scenario> all = new ArrayList<>();
        for (Workloads.Kind kind : Workloads.Kind.values()) {
            all.add(scenario(kind.name().toLowerCase(Locale.ROOT), kind, List.of(), 1));
        }
        long half = MINUTES * 30_000L;
        for (Kind kind : Kind.values()) {
            Fault fault = new Fault(kind, 3, half, half + 300_000);
            all.add(scenario(
                    "fault_" + kind.name().toLowerCase(Locale.ROOT), Workloads.Kind.ZIPF_080, List.of(fault), 1));
        }
        all.add(scenario("two_managers", Workloads.Kind.MOVING_HOT_SPOT, List.of(), 2));
        return all;
    }

    private static Scenario scenario(String name, Workloads.Kind workload, List<Fault> faults, int managers) {
        return new Scenario(name, 42, 16, 4, 1024, 2, workload, NOISE, managers, faults, MINUTES, LIMITS);
    }

    /** Returns each workload on 8,192 partitions and 500 nodes. */
    static List<Scenario> large() {
        return Arrays.stream(Workloads.Kind.values())
                .map(kind -> new Scenario(
                        kind.name().toLowerCase(Locale.ROOT),
                        42,
                        500,
                        50,
                        8_192,
                        2,
                        kind,
                        NOISE,
                        1,
                        List.of(),
                        MINUTES,
                        LARGE_LIMITS))
                .toList();
    }

    /** Returns a cluster of 3 to 32 nodes with up to three faults in half an hour. */
    static Scenario random(long seed) {
        Random random = new Random(seed);
        int nodes = 3 + random.nextInt(30);
        List<Fault> faults = new ArrayList<>();
        for (int fault = random.nextInt(4); fault > 0; fault--) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            long at = (1 + random.nextInt(MINUTES - 1)) * 60_000L;
            // Losses and leaves each concern another node, and leave enough nodes for all copies.
            int node = kind == Kind.LOSS || kind == Kind.LEAVE ? fault - 1 : random.nextInt(nodes);
            if (nodes > 5 || kind == Kind.JOIN || kind == Kind.SLOW || kind == Kind.OLD_LOADS) {
                faults.add(new Fault(kind, node, at, at + random.nextInt(600_000)));
            }
        }
        return new Scenario(
                "seed_" + seed,
                seed,
                nodes,
                1 + random.nextInt(4),
                1 << 6 + random.nextInt(4),
                1 + random.nextInt(3),
                Workloads.Kind.values()[random.nextInt(Workloads.Kind.values().length)],
                random.nextInt(30) / 100.0,
                1 + random.nextInt(2),
                faults,
                MINUTES,
                LIMITS);
    }
}
