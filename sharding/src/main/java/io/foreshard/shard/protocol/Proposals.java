package io.foreshard.shard.protocol;

import io.foreshard.shard.balance.ClusterState;
import io.foreshard.shard.balance.Load;
import io.foreshard.shard.balance.Mode;
import io.foreshard.shard.balance.PartitionOwners;
import io.foreshard.shard.balance.PlacementLimits;
import io.foreshard.shard.balance.PlacementPlan;
import io.foreshard.shard.balance.PlacementPlanner;
import io.foreshard.shard.balance.ServerNode;
import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Changes that a manager proposes: plans of the planner of production, moves by hand, and moves there and back. Not thread-safe. */
final class Proposals {
    /** Limits without pauses: moves follow each other as fast as the protocol allows. */
    private static final PlacementLimits LIMITS = new PlacementLimits(
            1.02,
            1.25,
            1.005,
            Long.MAX_VALUE,
            1,
            Duration.ZERO,
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Load.NONE);

    private static final Load CAPACITY = new Load(1e6, 1e6, 1e6, 1e6);

    private final ModelCluster cluster;
    private final Random random;
    private List<PlacedRange> undo = List.of();

    Proposals(ModelCluster cluster) {
        this.cluster = cluster;
        this.random = cluster.random();
    }

    /** Returns a change of the newest placement that a server knows; empty if there is nothing to do. */
    Optional<PlacementChange> next(ModelServer server) {
        Placement placement = server.history().newest();
        List<PlacedRange> ranges =
                switch (random.nextInt(3)) {
                    case 0 -> planned(server);
                    case 1 -> byHand();
                    default -> undo.isEmpty() ? byHand() : undo;
                };
        if (ranges.isEmpty()) {
            return Optional.empty();
        }
        undo = ranges.stream()
                .flatMap(range -> IntStream.rangeClosed(range.firstPartition(), range.lastPartition())
                        .mapToObj(partition -> entry(placement, partition)))
                .toList();
        return Optional.of(new PlacementChange(placement.version(), placement.partitions(), ranges));
    }

    /** Returns the change that gives partitions the owners they had before the last change, as a server knows it; empty if it does not know them. */
    static Optional<PlacementChange> cancellation(ModelServer server) {
        Placement newest = server.history().newest();
        return server.history()
                .before(newest)
                .map(before -> IntStream.range(0, newest.partitions())
                        .filter(partition -> !entry(newest, partition).equals(entry(before, partition)))
                        .mapToObj(partition -> entry(before, partition))
                        .toList())
                .filter(ranges -> !ranges.isEmpty())
                .map(ranges -> new PlacementChange(newest.version(), newest.partitions(), ranges));
    }

    private static PlacedRange entry(Placement placement, int partition) {
        return placement
                .rangeOf(partition)
                .map(range -> new PlacedRange(partition, 1, range.owners(), range.copies()))
                .orElse(PlacedRange.rendezvous(partition, 1));
    }

    private List<PlacedRange> planned(ModelServer server) {
        List<ServerNode> nodes = cluster.baseline().stream()
                .map(name -> new ServerNode(name, CAPACITY, name, state(name)))
                .toList();
        List<Load> loads = IntStream.range(0, ModelCluster.PARTITIONS)
                .mapToObj(partition -> new Load(100, random.nextInt(100), random.nextInt(50), 0))
                .toList();
        ClusterState state = new ClusterState(
                nodes,
                PartitionOwners.copyOf(server.intended(), cluster.cacheCopies()),
                loads,
                loads,
                Duration.ofHours(1),
                0,
                List.of(),
                List.of(),
                Set.of(),
                0);
        PlacementPlan plan = new PlacementPlanner(LIMITS).plan(state, Mode.AUTO);
        cluster.observations().count("plans");
        return plan.ranges();
    }

    private ServerNode.State state(String name) {
        boolean leaves = random.nextInt(8) == 0;
        return cluster.server(name).isRunning()
                ? leaves ? ServerNode.State.LEAVING : ServerNode.State.UP
                : ServerNode.State.UNKNOWN;
    }

    private List<PlacedRange> byHand() {
        int partitions = 1 << random.nextInt(3);
        int first = random.nextInt(ModelCluster.PARTITIONS / partitions) * partitions;
        List<String> owners = new ArrayList<>(cluster.baseline());
        Collections.shuffle(owners, random);
        int copies = random.nextInt(4);
        return List.of(
                new PlacedRange(first, partitions, owners.subList(0, random.nextInt(owners.size() + 1)), copies));
    }
}
