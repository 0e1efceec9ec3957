package io.foreshard.benchmarks;

import io.foreshard.shard.balance.ClusterState;
import io.foreshard.shard.balance.Load;
import io.foreshard.shard.balance.PartitionOwners;
import io.foreshard.shard.balance.PlacementLimits;
import io.foreshard.shard.balance.PlacementPlan;
import io.foreshard.shard.balance.PlacementPlanner;
import io.foreshard.shard.balance.ServerNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of a round of the planner of placements: 8,192 partitions in 2 copies with random owners on 500 nodes, and no limit of bytes, so that a round plans all moves. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
public class PlannerBenchmark {
    private static final int PARTITIONS = 8_192;
    private static final int NODES = 500;
    private static final int DOMAINS = 50;
    private static final double MEBIBYTE = 1 << 20;
    private static final PlacementLimits LIMITS = PlacementLimits.of(Long.MAX_VALUE);

    private final PlacementPlanner planner = new PlacementPlanner(new PlacementLimits(
            LIMITS.trigger(),
            LIMITS.urgent(),
            LIMITS.goal(),
            Long.MAX_VALUE,
            1,
            LIMITS.evidence(),
            LIMITS.maxAge(),
            LIMITS.pause(),
            LIMITS.cooldown(),
            LIMITS.noReturn(),
            Load.NONE));
    private final ClusterState equalSizes = state(new Random(1), 0);
    private final ClusterState differentSizes = state(new Random(3), 64);

    /** Returns a cluster whose partitions have 50 to 150 operations/s, and 32 MiB and up to a spread more, or 64 MiB each if the spread is 0. */
    private static ClusterState state(Random random, int spread) {
        List<ServerNode> nodes = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            nodes.add(new ServerNode(
                    "node-" + node, new Load(1e12, 1e9, 1e9, 64), "rack-" + node % DOMAINS, ServerNode.State.UP));
        }
        List<List<String>> owners = new ArrayList<>();
        List<Load> loads = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int primary = random.nextInt(NODES);
            int backup = (primary + 1 + random.nextInt(DOMAINS - 1)) % NODES;
            owners.add(List.of("node-" + primary, "node-" + backup));
            double operations = 50 + random.nextInt(100);
            double bytes = (spread == 0 ? 64 : 32 + random.nextInt(spread)) * MEBIBYTE;
            loads.add(new Load(bytes, 0.8 * operations, 0.2 * operations, 50e-6 * operations));
        }
        return new ClusterState(
                nodes,
                PartitionOwners.copyOf(owners, 2),
                loads,
                loads,
                Duration.ofMinutes(10),
                1_000_000,
                List.of(),
                List.of(),
                Set.of(),
                1_000_000);
    }

    /** Plans for partitions of equal size. */
    @Benchmark
    public PlacementPlan equalSizes() {
        return planner.plan(equalSizes, io.foreshard.shard.balance.Mode.AUTO);
    }

    /** Plans for partitions of different sizes: bytes and operations are balanced together. */
    @Benchmark
    public PlacementPlan differentSizes() {
        return planner.plan(differentSizes, io.foreshard.shard.balance.Mode.AUTO);
    }
}
