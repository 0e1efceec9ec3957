package io.foreshard.shard.simulation;

import io.foreshard.shard.LoadHistory;
import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardLimits;
import io.foreshard.shard.ShardPlan;
import io.foreshard.shard.ShardPlanner;
import io.foreshard.shard.balance.ClusterState;
import io.foreshard.shard.balance.Load;
import io.foreshard.shard.balance.Mode;
import io.foreshard.shard.balance.PlacementPlan;
import io.foreshard.shard.balance.PlacementPlanner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A manager of a simulated cluster: measures with noise, averages, and plans with the planners of production. Not thread-safe. */
final class SimulatedManager {
    private static final double HALF_LIFE_MILLIS = 10_000;
    private static final double STEADY_HALF_LIFE_MILLIS = 120_000;

    private final Scenario scenario;
    private final ShardLimits limits;
    private final ShardPlanner shards;
    private final PlacementPlanner placement;
    private final Random random;
    private LoadHistory history = LoadHistory.empty();
    private double[] rates;
    private double[] steadyRates;
    private int rounds;
    private long[] bytes;
    private long firstMillis;
    private long measuredMillis;

    SimulatedManager(Scenario scenario, Random random) {
        this.scenario = scenario;
        this.limits = ShardLimits.of(1L << 30, 2_000, scenario.partitions() / 16);
        this.shards = new ShardPlanner(limits);
        this.placement = new PlacementPlanner(scenario.limits());
        this.random = random;
    }

    /** @param operations operations per second of each partition */
    void measure(double[] operations, long[] sizes, long millis) {
        if (rates == null) {
            rates = new double[operations.length];
            steadyRates = new double[operations.length];
            firstMillis = millis;
        }
        rounds++;
        double weight = weight(HALF_LIFE_MILLIS);
        double steadyWeight = weight(STEADY_HALF_LIFE_MILLIS);
        bytes = sizes;
        List<PartitionLoad> loads = new ArrayList<>();
        for (int partition = 0; partition < operations.length; partition++) {
            double measured = operations[partition] * Math.max(0, 1 + scenario.noise() * random.nextGaussian());
            rates[partition] += weight * (measured - rates[partition]);
            steadyRates[partition] += steadyWeight * (measured - steadyRates[partition]);
            loads.add(new PartitionLoad(
                    sizes[partition], 1, measured * Simulation.READ_SHARE, measured * (1 - Simulation.READ_SHARE), 0));
        }
        history = history.plus(millis, loads, limits.mergeEvidence());
        measuredMillis = millis;
    }

    /** Returns the weight of a new sample: that of a mean of all samples until there are enough for the half-life. */
    private double weight(double halfLifeMillis) {
        return Math.max(1.0 / rounds, 1 - StrictMath.pow(0.5, Scenario.ROUND_MILLIS / halfLifeMillis));
    }

    private List<Load> loads(double[] means) {
        List<Load> loads = new ArrayList<>();
        for (int partition = 0; partition < means.length; partition++) {
            loads.add(Simulation.load(bytes[partition], means[partition]));
        }
        return loads;
    }

    ShardPlan planShards(ShardCatalogue catalogue) {
        return shards.plan(catalogue, history, measuredMillis);
    }

    PlacementPlan planPlacement(SimulatedCluster cluster, long millis) {
        return placement.plan(
                new ClusterState(
                        cluster.nodes(millis),
                        cluster.owners(),
                        loads(rates),
                        loads(steadyRates),
                        Duration.ofMillis(millis - firstMillis),
                        measuredMillis,
                        List.of(),
                        cluster.recent(),
                        millis),
                Mode.AUTO);
    }
}
