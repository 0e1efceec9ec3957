package io.foreshard.workbench.demo;

import io.foreshard.key.ObjectKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.shard.RecordedDecision;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardDecision.Kind;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.affinity.Affinity;

/**
 * A hot spot: reads the objects of one small shard, evenly and faster than the limit of a shard, until shard planning splits it; then waits until the idle halves are
 * merged. Not thread-safe.
 */
final class HotSpot {
    /** Rows per second: above the limit of a shard, and below twice as much, so that its halves are within it. */
    private static final int RATE = 3_000;
    /** Fewer rows in a half would need too many reads for the rate. */
    private static final int LEAST_ROWS = 20;

    private static final int MOST_ROWS = 50;
    private static final int READS_OF_A_LOOK = 5;
    private static final long PAUSE_MILLIS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Foreshard server;
    private final IgniteCache<ObjectKey, ?> objects;
    private final Map<Integer, List<ObjectKey>> keys;
    private final long begunMillis = System.currentTimeMillis();
    private double most;

    HotSpot(DemoCluster cluster, Recorder recorder) {
        server = cluster.servers().get(0);
        objects = cluster.client().cache(Recorder.OBJECTS);
        Affinity<ObjectKey> affinity = cluster.client().affinity(Recorder.OBJECTS);
        keys = recorder.interests().keySet().stream()
                .map(recorder::key)
                .collect(Collectors.groupingBy(affinity::partition));
    }

    /** Returns what happened; a shard that was not split or merged in time has no reason. */
    DemoReport.HotSpot run() throws InterruptedException {
        Shard shard = smallShard().orElse(null);
        if (shard == null) {
            return DemoReport.HotSpot.NONE;
        }
        int half = shard.partitions() / 2;
        List<ObjectKey> left = keys(shard.firstPartition(), half);
        List<ObjectKey> right = keys(shard.firstPartition() + half, half);
        readUntil(left, right, () -> {
            most = Math.max(most, readsPerSecond(shard.firstPartition()));
            return decision(Kind.SPLIT, shard).isPresent();
        });
        RecordedDecision split = decision(Kind.SPLIT, shard).orElse(null);
        if (split == null) {
            return new DemoReport.HotSpot(shard.prefix(DemoCluster.PARTITIONS), most, 0, 0, "", "");
        }
        readUntil(left, right, () -> report().atMillis() > split.atMillis());
        double leftAfter = readsPerSecond(shard.firstPartition());
        double rightAfter = readsPerSecond(shard.firstPartition() + half);
        awaitMerge(shard);
        return new DemoReport.HotSpot(
                shard.prefix(DemoCluster.PARTITIONS),
                most,
                leftAfter,
                rightAfter,
                split.decision().reason(),
                decision(Kind.MERGE, shard)
                        .map(merge -> merge.decision().reason())
                        .orElse(""));
    }

    private ShardReport report() {
        return server.shards().orElseThrow();
    }

    /** Returns the smallest shard with enough objects in both halves: its bytes may grow, and must stay small enough to merge again. */
    private Optional<Shard> smallShard() {
        ShardReport report = report();
        List<Shard> shards = report.catalogue().shards();
        return shards.stream()
                .filter(shard -> shard.partitions() > 1
                        && report.load(shards.indexOf(shard)).bytes() <= DemoCluster.SHARD_BYTES / 5)
                .filter(shard -> Stream.of(shard.firstPartition(), shard.firstPartition() + shard.partitions() / 2)
                        .allMatch(first -> keys(first, shard.partitions() / 2).size() >= LEAST_ROWS))
                .min(Comparator.comparingLong(
                        shard -> report.load(shards.indexOf(shard)).bytes()));
    }

    private List<ObjectKey> keys(int firstPartition, int partitions) {
        return IntStream.range(firstPartition, firstPartition + partitions)
                .boxed()
                .flatMap(partition -> keys.getOrDefault(partition, List.of()).stream())
                .limit(MOST_ROWS)
                .toList();
    }

    private double readsPerSecond(int partition) {
        ShardReport report = report();
        int position = report.catalogue().shards().indexOf(report.catalogue().shardOf(partition));
        return report.load(position).readsPerSecond();
    }

    private Optional<RecordedDecision> decision(Kind kind, Shard shard) {
        return server.clusterShards().decisions().stream()
                .filter(recorded -> recorded.atMillis() >= begunMillis
                        && recorded.decision().kind() == kind
                        && recorded.decision().firstPartition() == shard.firstPartition()
                        && recorded.decision().partitions() == shard.partitions())
                .findFirst();
    }

    /** Reads as many rows of the left half as of the right. */
    private void readUntil(List<ObjectKey> left, List<ObjectKey> right, BooleanSupplier wanted)
            throws InterruptedException {
        int rows = Math.min(left.size(), right.size());
        Set<ObjectKey> both = new HashSet<>(left.subList(0, rows));
        both.addAll(right.subList(0, rows));
        Duration between = Duration.ofSeconds(1).multipliedBy(both.size()).dividedBy(RATE);
        long begin = System.nanoTime();
        for (int reads = 1; System.nanoTime() - begin < PATIENCE.toNanos(); reads++) {
            long readNanos = System.nanoTime();
            objects.getAll(both);
            if (reads % READS_OF_A_LOOK == 0 && wanted.getAsBoolean()) {
                return;
            }
            TimeUnit.NANOSECONDS.sleep(
                    between.toNanos() - (System.nanoTime() - readNanos)); // a late read is not made up for
        }
    }

    private void awaitMerge(Shard shard) throws InterruptedException {
        long begin = System.nanoTime();
        while (decision(Kind.MERGE, shard).isEmpty() && System.nanoTime() - begin < PATIENCE.toNanos()) {
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
