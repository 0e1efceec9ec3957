package io.foreshard.workbench.demo;

import io.foreshard.key.ObjectKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.shard.RecordedDecision;
import io.foreshard.plugin.shard.RecordedDecision.Origin;
import io.foreshard.plugin.shard.ServerReport;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.shard.ShardDecision.Kind;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.affinity.Affinity;

/**
 * An uneven load: reads objects of a few partitions of one server, as fast as it answers, until shard planning has moved some of them to the other server. Not thread-safe.
 */
final class UnevenLoad {
    private static final int HOT_PARTITIONS = 8;
    private static final int LEAST_ROWS = 10;
    private static final int MOST_ROWS = 50;
    /** Enough to use the floor of a dimension, 5 % of the CPUs of a server, on a busy machine too. */
    private static final int READERS = 16;

    private static final long PAUSE_MILLIS = 200;
    /** Rounds after a move until the rates are those after it: one that measures the new owner, and one without a carried load. */
    private static final int ROUNDS_AFTER = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Foreshard server;
    private final IgniteCache<ObjectKey, ?> objects;
    private final Affinity<ObjectKey> affinity;
    private final Map<Integer, List<ObjectKey>> keys;
    private final AtomicLong errors = new AtomicLong();
    private final long begunMillis = System.currentTimeMillis();

    UnevenLoad(DemoCluster cluster, Recorder recorder) {
        server = cluster.servers().get(0);
        objects = cluster.client().cache(Recorder.OBJECTS);
        affinity = cluster.client().affinity(Recorder.OBJECTS);
        keys = recorder.interests().keySet().stream()
                .map(recorder::key)
                .collect(Collectors.groupingBy(affinity::partition));
    }

    /** Returns what happened; a move that did not begin in time has no reason. */
    DemoReport.Move run() throws InterruptedException {
        String busy = affinity.mapPartitionToNode(mostObjects()).consistentId().toString();
        Set<ObjectKey> hot = hotKeys(busy);
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            for (int i = 0; i < READERS; i++) {
                readers.submit(() -> read(hot));
            }
            return measure(busy);
        } finally {
            readers.shutdownNow();
        }
    }

    private DemoReport.Move measure(String busy) throws InterruptedException {
        ShardReport[] before = {report()};
        await(() -> {
            boolean moved = move().isPresent();
            if (!moved) {
                before[0] = report();
            }
            return moved;
        });
        RecordedDecision move = move().orElse(null);
        if (move == null) {
            String why = report().moves().stream()
                    .map(decision -> decision.code() + ", " + decision.reason())
                    .findFirst()
                    .orElse("the loads are not known");
            return new DemoReport.Move(busy, rate(before[0], busy), 0, 0, "", why, errors.get());
        }
        long verified = before[0].verifiedPlacement();
        await(() -> report().verifiedPlacement() > verified);
        for (int round = 0; round < ROUNDS_AFTER; round++) {
            long atMillis = report().atMillis();
            await(() -> report().atMillis() > atMillis);
        }
        ShardReport after = report();
        double all = after.servers().stream()
                .mapToDouble(ServerReport::readsPerSecond)
                .sum();
        double left = rate(after, busy);
        return new DemoReport.Move(
                busy, rate(before[0], busy), left, all - left, move.decision().reason(), "", errors.get());
    }

    private int mostObjects() {
        return keys.entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                .orElseThrow()
                .getKey();
    }

    /** Returns objects of the smallest partitions of a server. */
    private Set<ObjectKey> hotKeys(String owner) {
        Set<ObjectKey> hot = new HashSet<>();
        keys.entrySet().stream()
                .filter(entry -> entry.getValue().size() >= LEAST_ROWS
                        && affinity.mapPartitionToNode(entry.getKey())
                                .consistentId()
                                .toString()
                                .equals(owner))
                .sorted(Comparator.comparingInt(entry -> entry.getValue().size()))
                .limit(HOT_PARTITIONS)
                .forEach(entry -> hot.addAll(entry.getValue()
                        .subList(0, Math.min(MOST_ROWS, entry.getValue().size()))));
        return hot;
    }

    private void read(Set<ObjectKey> hot) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (objects.getAll(hot).size() < hot.size()) {
                    errors.incrementAndGet();
                }
            } catch (RuntimeException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    errors.incrementAndGet();
                }
                return;
            }
        }
    }

    private ShardReport report() {
        return server.shards().orElseThrow();
    }

    private static double rate(ShardReport report, String server) {
        return report.servers().stream()
                .filter(of -> of.server().equals(server))
                .mapToDouble(ServerReport::readsPerSecond)
                .sum();
    }

    private Optional<RecordedDecision> move() {
        return server.clusterShards().decisions().stream()
                .filter(recorded -> recorded.atMillis() >= begunMillis
                        && recorded.origin() == Origin.PLANNER
                        && recorded.decision().kind() == Kind.MOVE)
                .findFirst();
    }

    private static void await(BooleanSupplier done) throws InterruptedException {
        long begin = System.nanoTime();
        while (!done.getAsBoolean() && System.nanoTime() - begin < PATIENCE.toNanos()) {
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
