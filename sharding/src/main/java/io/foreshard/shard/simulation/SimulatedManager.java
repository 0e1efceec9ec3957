package io.foreshard.shard.simulation;

import io.foreshard.shard.LoadHistory;
import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardLimits;
import io.foreshard.shard.ShardPlan;
import io.foreshard.shard.ShardPlanner;
import io.foreshard.shard.balance.ClusterState;
import io.foreshard.shard.balance.Load;
import io.foreshard.shard.balance.LoadMeans;
import io.foreshard.shard.balance.Mode;
import io.foreshard.shard.balance.PlacementPlan;
import io.foreshard.shard.balance.PlacementPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A manager of a simulated cluster: measures with noise, and plans with the planners of production. Not thread-safe. */
final class SimulatedManager {
    private final Scenario scenario;
    private final ShardLimits limits;
    private final ShardPlanner shards;
    private final PlacementPlanner placement;
    private final Random random;
    private final LoadMeans means = new LoadMeans();
    private LoadHistory history = LoadHistory.empty();

    SimulatedManager(Scenario scenario, Random random) {
        this.scenario = scenario;
        this.limits = ShardLimits.of(1L << 30, 2_000, scenario.partitions() / 16);
        this.shards = new ShardPlanner(limits);
        this.placement = new PlacementPlanner(scenario.limits());
        this.random = random;
    }

    /** @param operations operations per second of each partition */
    void measure(double[] operations, long[] sizes, long millis) {
        List<Load> loads = new ArrayList<>();
        for (int partition = 0; partition < operations.length; partition++) {
            double measured = operations[partition] * Math.max(0, 1 + scenario.noise() * random.nextGaussian());
            loads.add(Simulation.load(sizes[partition], measured));
        }
        List<PartitionLoad> ofShards = loads.stream()
                .map(load -> new PartitionLoad(
                        (long) load.bytes(), 1, load.readsPerSecond(), load.writesPerSecond(), load.cpuPerSecond()))
                .toList();
        history = history.plus(millis, ofShards, limits.mergeEvidence());
        means.add(millis, loads);
    }

    ShardPlan planShards(ShardCatalogue catalogue) {
        return shards.plan(catalogue, history, means.atMillis());
    }

    PlacementPlan planPlacement(SimulatedCluster cluster, long millis) {
        return placement.plan(
                new ClusterState(
                        cluster.nodes(millis),
                        cluster.owners(),
                        means.loads(),
                        means.steadyLoads(),
                        means.measuredFor(),
                        means.atMillis(),
                        List.of(),
                        cluster.recent(),
                        Set.of(),
                        millis),
                Mode.AUTO);
    }
}
