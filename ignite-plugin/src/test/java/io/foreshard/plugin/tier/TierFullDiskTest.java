package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.internal.cluster.ClusterWrites;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheEntryProcessor;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.lang.IgniteFuture;
import org.apache.ignite.spi.metric.LongMetric;
import org.apache.ignite.transactions.Transaction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of one of two servers is full: no write of any kind succeeds, reads and offloads do, and writes go on when there is space. */
class TierFullDiskTest {
    private static final String ATOMIC = "atomic";
    private static final String TRANSACTIONAL = "transactional";
    private static final int ROWS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void settle_oneDiskFull_refusesEveryWriteUntilThereIsSpace() throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.server("server-0", configuration());
            Ignite second = nodes.server("server-1", configuration());
            Ignite client = nodes.client("client", configuration());
            first.cluster().state(ClusterState.ACTIVE);
            create(first, ATOMIC, CacheAtomicityMode.ATOMIC);
            create(first, TRANSACTIONAL, CacheAtomicityMode.TRANSACTIONAL);
            sql(first, "CREATE TABLE T (ID BIGINT PRIMARY KEY, V BIGINT)");

            settle(first, second, true);

            assertThat(first.cluster().state()).isEqualTo(ClusterState.ACTIVE_READ_ONLY);
            for (Ignite node : List.of(first, second, client)) {
                writes(node).forEach(TierFullDiskTest::assertRefused);
            }
            ClientConfiguration thin = new ClientConfiguration().setAddresses(TestNodes.thinAddress(first));
            try (IgniteClient opened = Ignition.startClient(thin)) {
                assertRefused("thin put", () -> opened.cache(ATOMIC).put(1, new byte[1]));
            }
            assertRefused("record", () -> record(first));
            verify(first);
            assertThat(second.<Foreshard>plugin(Foreshard.NAME)
                            .tier()
                            .offload(ATOMIC)
                            .pages())
                    .isPositive();
            verify(first);

            settle(first, second, false);

            assertThat(first.cluster().state()).isEqualTo(ClusterState.ACTIVE);
            writes(first)
                    .forEach((name, write) -> assertThatCode(write).as(name).doesNotThrowAnyException());
            record(first);
        }
    }

    @Test
    void settle_readOnlyByAnOperator_isNotChanged() throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite node = nodes.cluster(1, configuration());
            node.cluster().state(ClusterState.ACTIVE_READ_ONLY);
            settle(node, node, true);

            settle(node, node, false);

            assertThat(node.cluster().state()).isEqualTo(ClusterState.ACTIVE_READ_ONLY);
        }
    }

    @Test
    void rebalance_diskBelowReserve_storesNoRowUntilThereIsSpace() throws Exception {
        try (TwoColdNodes nodes = new TwoColdNodes(directory)) {
            nodes.open();
            Ignite owner = nodes.server(1, 1);
            owner.cluster().state(ClusterState.ACTIVE);
            nodes.write(0, TwoColdNodes.ROWS);
            nodes.offload(1);
            nodes.server(0, 1L << 40); // more than the disk has
            await().atMost(PATIENCE).until(() -> owner.cluster().state() == ClusterState.ACTIVE_READ_ONLY);

            owner.cluster().setBaselineTopology(owner.cluster().topologyVersion());

            await().atMost(PATIENCE).until(() -> rebalanceStart(nodes) > 0);
            long start = rebalanceStart(nodes);
            await("the rebalance is refused, and begins again")
                    .atMost(PATIENCE)
                    .until(() -> rebalanceStart(nodes) > start);
            assertThat(nodes.cache(0).localSizeLong(CachePeekMode.ALL)).isZero();
            assertThat(nodes.owned(0)).isZero();
            assertThat(nodes.owned(1)).isEqualTo(TwoColdNodes.PARTITIONS);

            // A checkpoint ends first: Ignite rebalances without a log, and refuses files of a checkpoint that was cut
            // off.
            Ignition.stop(nodes.ignite(0).name(), false);
            nodes.server(0, 1);

            await().atMost(PATIENCE).until(() -> owner.cluster().state() == ClusterState.ACTIVE);
            nodes.awaitOwners();
            nodes.verify(TwoColdNodes.ROWS);
            nodes.noFailures();
        }
    }

    /** Returns when the last rebalance to the full disk began, milliseconds since 1970 UTC; -1 before. */
    private static long rebalanceStart(TwoColdNodes nodes) {
        return nodes.<LongMetric>rebalance(0, TwoColdNodes.CACHE, "StartTime").value();
    }

    /** The polls of the node are off: the test does as they do. */
    private ForeshardConfiguration configuration() {
        ForeshardConfiguration configuration = ColdNode.configuration("dir:" + directory.resolve("objects"));
        configuration.getTier().setDiskReserve(0);
        return configuration;
    }

    private static void settle(Ignite first, Ignite second, boolean isFull) throws Exception {
        new ClusterWrites(second).settle(isFull);
        if (first != second) {
            new ClusterWrites(first).settle(false);
        }
    }

    private static void create(Ignite node, String name, CacheAtomicityMode mode) {
        IgniteCache<Integer, byte[]> cache =
                node.getOrCreateCache(ColdNode.cache(name).setAtomicityMode(mode));
        IntStream.range(0, ROWS).forEach(row -> cache.put(row, ColdNode.value(row)));
    }

    private static void verify(Ignite node) {
        for (String name : List.of(ATOMIC, TRANSACTIONAL)) {
            IgniteCache<Integer, byte[]> cache = node.cache(name);
            for (int row = 0; row < ROWS; row++) {
                assertThat(cache.get(row)).isEqualTo(ColdNode.value(row));
            }
            assertThat(cache.query(new ScanQuery<>()).getAll()).hasSize(ROWS);
        }
    }

    private static Map<String, ThrowingCallable> writes(Ignite node) {
        Map<String, ThrowingCallable> writes = new LinkedHashMap<>();
        for (String name : List.of(ATOMIC, TRANSACTIONAL)) {
            IgniteCache<Integer, byte[]> cache = node.cache(name);
            writes.put(name + " put", () -> cache.put(1, new byte[1]));
            writes.put(name + " putAll", () -> cache.putAll(new TreeMap<>(Map.of(1, new byte[1], 2, new byte[1]))));
            writes.put(name + " insert", () -> cache.put(ROWS + 1, new byte[1]));
            writes.put(name + " remove", () -> cache.remove(3));
            writes.put(
                    name + " invoke",
                    () -> cache.invoke(4, (CacheEntryProcessor<Integer, byte[], Object>) (entry, arguments) -> {
                        entry.setValue(new byte[2]);
                        return null;
                    }));
            writes.put(name + " removeAll", cache::removeAll);
            writes.put(name + " streamer", () -> {
                try (IgniteDataStreamer<Integer, byte[]> streamer = node.dataStreamer(name)) {
                    streamer.allowOverwrite(true);
                    IgniteFuture<?> added = streamer.addData(5, new byte[1]);
                    streamer.flush();
                    added.get();
                }
            });
        }
        writes.put("transaction", () -> {
            try (Transaction transaction = node.transactions().txStart()) {
                node.<Integer, byte[]>cache(TRANSACTIONAL).put(6, new byte[1]);
                transaction.commit();
            }
        });
        writes.put("sql insert", () -> sql(node, "INSERT INTO T (ID, V) VALUES (" + System.nanoTime() + ", 1)"));
        writes.put(
                "sql create",
                () -> sql(node, "CREATE TABLE T" + System.nanoTime() + " (ID BIGINT PRIMARY KEY, V BIGINT)"));
        return writes;
    }

    private static void sql(Ignite node, String statement) {
        node.cache(ATOMIC)
                .query(new SqlFieldsQuery(statement).setSchema("PUBLIC"))
                .getAll();
    }

    private static void record(Ignite node) {
        Ingestion ingestion = node.<Foreshard>plugin(Foreshard.NAME).ingestion();
        ingestion.record(List.of(UserAction.of(new UUID(1, 1), ActionType.VIEW)
                .transactionId(new UUID(2, 2))
                .at(Instant.now())
                .build()));
    }

    private static void assertRefused(String name, ThrowingCallable write) {
        assertThatThrownBy(write).as(name).hasStackTraceContaining("read-only");
    }
}
