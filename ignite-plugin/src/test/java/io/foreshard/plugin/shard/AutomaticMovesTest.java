package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.ShardingConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.balance.Mode;
import io.foreshard.shard.balance.Reason;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moves by shard planning in the mode {@code auto}, under load, and their verification. */
class AutomaticMovesTest {
    private static final int PARTITIONS = 64;
    private static final int READERS = 6;
    private static final int ROWS_PER_PARTITION = 600;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static TransactionKey key(long partition, int row) {
        return new TransactionKey(partition << 57, new UUID(7, row), ActionType.VIEW, 0);
    }

    private static TransactionRecord record(int row) {
        return new TransactionRecord(new UUID(0, 1), new Timestamp(1), 1, row, 1, new byte[100]);
    }

    private static IgniteCache<TransactionKey, TransactionRecord> table(Ignite node) {
        return node.cache(TableNames.DEFAULT.transactions());
    }

    private static List<String> owners(Ignite node, int partition) {
        return node.affinity(TableNames.DEFAULT.transactions()).mapPartitionToPrimaryAndBackups(partition).stream()
                .map(ClusterNode::consistentId)
                .map(Object::toString)
                .toList();
    }

    private static ShardReport report(Ignite node) {
        return node.<Foreshard>plugin(Foreshard.NAME).shards().orElseThrow();
    }

    /** Reads and writes rows of some partitions by several threads, each with rows of its own; fails if a row is not the one it wrote. */
    private static List<Future<?>> load(
            ExecutorService threads, Ignite node, List<Integer> partitions, AtomicBoolean ends) {
        List<Future<?>> loads = new ArrayList<>();
        for (int thread = 0; thread < READERS; thread++) {
            int own = thread;
            loads.add(threads.submit(() -> {
                for (int round = 0; !ends.get(); round++) {
                    for (int partition : partitions) {
                        TransactionKey key = key(partition, own);
                        assertThat(table(node).get(key).interest()).isEqualTo(round == 0 ? own : round - 1);
                        table(node).put(key, record(round));
                    }
                }
            }));
        }
        return loads;
    }

    @Test
    void auto_oneServerHasTheLoad_movesPrimariesAndVerifiesThem(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            ForeshardConfiguration configuration = new ForeshardConfiguration()
                    .setPartitions(PARTITIONS)
                    .setSharding(new ShardingConfiguration().setMode(Mode.AUTO));
            Ignite first = nodes.cluster(3, configuration);
            Ignite second = Ignition.ignite(first.name().replace("server-0", "server-1"));
            for (int partition = 0; partition < PARTITIONS; partition++) {
                for (int row = 0; row < ROWS_PER_PARTITION; row++) {
                    table(first).put(key(partition, row), record(row));
                }
            }
            List<Integer> hot = IntStream.range(0, PARTITIONS)
                    .filter(partition -> owners(first, partition).get(0).equals("server-0"))
                    .boxed()
                    .toList();
            AtomicBoolean ends = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(READERS);
            List<Future<?>> loads = load(threads, first, hot, ends);
            try {
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(second.<Foreshard>plugin(Foreshard.NAME)
                                .clusterShards()
                                .decisions())
                        .anySatisfy(recorded -> {
                            assertThat(recorded.origin()).isEqualTo(RecordedDecision.Origin.PLANNER);
                            assertThat(recorded.decision().kind()).isEqualTo(ShardDecision.Kind.MOVE);
                            assertThat(recorded.decision().reason()).contains("server-0", "share of CPU");
                        }));
                await().atMost(PATIENCE).until(() -> hot.stream()
                        .anyMatch(partition -> !owners(first, partition).get(0).equals("server-0")));
                await().atMost(PATIENCE).until(() -> report(second).verifiedPlacement() > 0);
            } finally {
                ends.set(true);
                threads.shutdown();
            }
            for (Future<?> load : loads) {
                load.get();
            }
            assertThat(table(second).size()).isEqualTo(PARTITIONS * ROWS_PER_PARTITION);
        }
    }

    @Test
    void auto_allServersReadOnePartition_itGetsACopyOnEach(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            ForeshardConfiguration configuration = new ForeshardConfiguration()
                    .setPartitions(PARTITIONS)
                    .setSharding(new ShardingConfiguration().setMode(Mode.AUTO));
            Ignite first = nodes.cluster(3, configuration);
            List<Ignite> servers = IntStream.range(0, 3)
                    .mapToObj(number -> Ignition.ignite(first.name().replace("server-0", "server-" + number)))
                    .toList();
            for (int row = 0; row < ROWS_PER_PARTITION; row++) {
                table(first).put(key(5, row), record(row));
            }
            AtomicBoolean ends = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(servers.size());
            List<Future<?>> readers = servers.stream()
                    .<Future<?>>map(server -> threads.submit(() -> {
                        for (int row = 0; !ends.get(); row = (row + 1) % ROWS_PER_PARTITION) {
                            assertThat(table(server).get(key(5, row)).interest())
                                    .isEqualTo(row);
                        }
                    }))
                    .toList();
            try {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(owners(first, 5)).hasSize(3));
                await().atMost(PATIENCE).until(() -> report(first).verifiedPlacement() > 0);
                assertThat(first.<Foreshard>plugin(Foreshard.NAME)
                                .clusterShards()
                                .decisions())
                        .anySatisfy(recorded -> assertThat(recorded.decision().reason())
                                .contains("partition 5 alone has", "it gets 3 copies instead of 2"));
            } finally {
                ends.set(true);
                threads.shutdown();
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
        }
    }

    @Test
    void verification_copiesDiffer_stopsMovesUntilTheyAreEqual(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.cluster(3, new ForeshardConfiguration().setPartitions(PARTITIONS));
            for (int row = 0; row < ROWS_PER_PARTITION; row++) {
                table(first).put(key(5, row), record(row));
            }
            ClusterShards shards = first.<Foreshard>plugin(Foreshard.NAME).clusterShards();
            List<String> owners = owners(first, 5);
            await().atMost(PATIENCE)
                    .until(() ->
                            first.<Foreshard>plugin(Foreshard.NAME).shards().isPresent());
            removeFromCopy(Ignition.ignite(first.name().replace("server-0", owners.get(1))), key(5, 7));

            await().atMost(PATIENCE)
                    .ignoreException(IllegalStateException.class)
                    .until(
                            () -> shards.run(ShardOperation.move("0001*", List.of(owners.get(1), owners.get(0)))),
                            change -> true);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(report(first).moves()).anySatisfy(decision -> {
                        assertThat(decision.code()).isEqualTo(Reason.COPIES_DIFFER);
                        assertThat(decision.reason())
                                .contains(
                                        "The copies of partition 5 of table " + TableNames.DEFAULT.group(),
                                        "differ in 1 rows");
                    }));
            assertThatIllegalStateException()
                    .isThrownBy(() -> shards.run(ShardOperation.move("0001*", List.of())))
                    .withMessageContaining("The last move is not complete");

            table(first).put(key(5, 7), record(7));
            await().atMost(PATIENCE).until(() -> report(first).verifiedPlacement() == 1);
        }
    }

    /** Removes a row from one copy only. */
    private static void removeFromCopy(Ignite server, TransactionKey key) throws IgniteCheckedException {
        GridCacheContext<?, ?> cache = ((IgniteEx) server)
                .context()
                .cache()
                .internalCache(TableNames.DEFAULT.transactions())
                .context();
        GridDhtLocalPartition copy =
                cache.topology().localPartition(cache.affinity().partition(key));
        cache.shared().database().checkpointReadLock();
        try {
            cache.offheap().remove(cache, cache.toCacheKeyObject(key), copy.id(), copy);
        } finally {
            cache.shared().database().checkpointReadUnlock();
        }
    }
}
