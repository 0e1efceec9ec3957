package io.foreshard.shard.simulation;

import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardPlan;
import io.foreshard.shard.balance.Load;
import io.foreshard.shard.balance.PlacementPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One run of a scenario in virtual time. Not thread-safe. */
final class Simulation {
    /** Share of reads in the operations. */
    static final double READ_SHARE = 0.8;

    private static final double MEAN_OPERATIONS = 100;
    private static final double CPU_PER_OPERATION = 50e-6;
    private static final int FIRST_SHARDS = 16;

    private final Scenario scenario;
    private final Random random;
    private final Workload workload;
    private final long[] bytes;
    private final SimulatedCluster cluster;
    private final List<SimulatedManager> managers = new ArrayList<>();
    private final Meter meter;
    private ShardCatalogue catalogue;
    private int conflicts;

    private Simulation(Scenario scenario) {
        this.scenario = scenario;
        this.random = new Random(scenario.seed());
        this.workload = scenario.workload().of(scenario.partitions(), random);
        this.bytes = workload.bytes(scenario.partitions(), random);
        this.cluster = new SimulatedCluster(scenario, capacity(), bytes, random);
        for (int manager = 0; manager < scenario.managers(); manager++) {
            managers.add(new SimulatedManager(scenario, new Random(random.nextLong())));
        }
        this.catalogue = ShardCatalogue.ofEqualShards(scenario.partitions(), FIRST_SHARDS, 0);
        this.meter = new Meter(scenario, cluster, bytes);
    }

    /**
     * Runs a scenario and returns its scores.
     *
     * @throws IllegalStateException naming the scenario with its seed, if a planner broke a rule
     */
    static Score run(Scenario scenario) {
        return new Simulation(scenario).run();
    }

    /** Returns the load of the primary copy of a partition. */
    static Load load(double size, double operations) {
        return new Load(size, operations * READ_SHARE, operations * (1 - READ_SHARE), operations * CPU_PER_OPERATION);
    }

    /** Returns a capacity of twice the mean of the nodes at the start. */
    private Load capacity() {
        double share = 2.0 / scenario.nodes();
        double operations = MEAN_OPERATIONS * scenario.partitions() * share;
        return new Load(
                Arrays.stream(bytes).sum() * scenario.copies() * share,
                operations * READ_SHARE,
                operations * (1 - READ_SHARE) * scenario.copies(),
                operations * CPU_PER_OPERATION);
    }

    private Score run() {
        long end = scenario.minutes() * 60_000L;
        for (long millis = Scenario.ROUND_MILLIS; millis <= end; millis += Scenario.ROUND_MILLIS) {
            long now = millis;
            scenario.faults().stream()
                    .filter(fault -> now - Scenario.ROUND_MILLIS < fault.atMillis() && fault.atMillis() <= now)
                    .forEach(fault -> {
                        meter.fault(fault, now);
                        cluster.apply(fault);
                    });
            round(now);
        }
        return meter.score(catalogue.splits(), catalogue.merges(), conflicts);
    }

    private void round(long millis) {
        double[] operations = operations(millis);
        boolean oldLoads = scenario.faults().stream()
                .anyMatch(fault -> fault.kind() == Fault.Kind.OLD_LOADS && fault.isActive(millis));
        cluster.isMoving(millis);
        meter.measure(operations, millis);
        if (!oldLoads || millis == Scenario.ROUND_MILLIS) {
            managers.forEach(manager -> manager.measure(operations, bytes, millis));
        }
        // All managers plan from what they read; the first to publish wins.
        long version = cluster.version();
        ShardCatalogue read = catalogue;
        List<ShardPlan> shardPlans =
                managers.stream().map(manager -> manager.planShards(read)).toList();
        List<PlacementPlan> placements = cluster.isMoving(millis)
                ? List.of()
                : managers.stream()
                        .map(manager -> manager.planPlacement(cluster, millis))
                        .toList();
        int first = random.nextInt(managers.size());
        for (int turn = 0; turn < managers.size(); turn++) {
            int manager = (first + turn) % managers.size();
            publish(read, shardPlans.get(manager));
            if (!placements.isEmpty()) {
                publish(version, placements.get(manager), millis);
            }
        }
    }

    private void publish(ShardCatalogue read, ShardPlan plan) {
        if (plan.catalogue() != read) {
            if (catalogue == read) {
                catalogue = plan.catalogue();
            } else {
                conflicts++;
            }
        }
    }

    private void publish(long version, PlacementPlan plan, long millis) {
        if (plan.ranges().isEmpty()) {
            meter.idle(plan);
        } else if (cluster.tryPlace(version, plan, millis)) {
            meter.changed(plan);
        } else {
            conflicts++;
        }
    }

    private double[] operations(long millis) {
        double[] shares = workload.shares(millis);
        double factor = MEAN_OPERATIONS * shares.length / Arrays.stream(shares).sum();
        for (int partition = 0; partition < shares.length; partition++) {
            shares[partition] *= factor;
        }
        return shares;
    }
}
