package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.MetricsConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TestPorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.GridCachePreloader;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.util.StripedExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The pace of moves on three servers; each test moves a shard of its own from the first two servers to the third. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThrottledMovesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SERVERS = 3;
    private static final int RECEIVER = 2;
    private static final int FIRST_PORT = 94;
    private static final int PARTITIONS = 64;
    private static final int SHARD_PARTITIONS = 4;
    private static final int ROWS_PER_PARTITION = 600;
    private static final int ROW_BYTES = 1_000;
    /** Bytes of the values of a shard. */
    private static final long SHARD_BYTES = SHARD_PARTITIONS * ROWS_PER_PARTITION * ROW_BYTES;

    private static final long KIB = 1 << 10;
    private static final String TABLE = "table";

    @TempDir
    static Path directory;

    private TestNodes nodes;
    private List<Ignite> servers;
    private ClusterShards shards;
    private long moves;

    @BeforeAll
    void start() {
        nodes = new TestNodes(directory);
        servers = IntStream.range(0, SERVERS)
                .mapToObj(number -> nodes.server(
                        "server-" + number,
                        new ForeshardConfiguration()
                                .setPartitions(PARTITIONS)
                                .setMetrics(new MetricsConfiguration().setPort(TestPorts.port(FIRST_PORT + number)))))
                .toList();
        Ignite first = servers.get(0);
        first.cluster().state(ClusterState.ACTIVE);
        first.createCache(new CacheConfiguration<Long, byte[]>(TABLE)
                .setBackups(1)
                .setAffinity(new BehavioralAffinityFunction(PARTITIONS)));
        try (IgniteDataStreamer<Long, byte[]> streamer = first.dataStreamer(TABLE)) {
            streamer.allowOverwrite(true);
            for (int partition = 0; partition < 3 * SHARD_PARTITIONS; partition++) {
                for (int row = 0; row < ROWS_PER_PARTITION; row++) {
                    streamer.addData(((long) partition << 57) | row, new byte[ROW_BYTES]);
                }
            }
        }
        Foreshard plugin = first.plugin(Foreshard.NAME);
        shards = plugin.clusterShards();
        await().atMost(PATIENCE).until(() -> plugin.shards().isPresent());
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    @Test
    void move_smallBudget_takesItsTimeAndDelaysNoExchange() throws Exception {
        prepare("0000*", 0, "512KiB");
        long movedBefore = value(RECEIVER, "foreshard_moved_bytes_total");

        long begin = System.nanoTime();
        move("0000*", "server-2", "server-0");
        awaitFilling();
        servers.get(1).createCache("created by an exchange while rows are copied");
        assertThat(movingPartitions()).isPositive();
        awaitOwners(0, "server-2", "server-0");
        double seconds = (System.nanoTime() - begin) / 1e9;

        long moved = value(RECEIVER, "foreshard_moved_bytes_total") - movedBefore;
        assertThat(moved).isGreaterThan(SHARD_BYTES);
        assertThat(moved / seconds).isLessThan(512 * KIB);
    }

    @Test
    void move_operationsWaitLong_lowersTheBudget() throws Exception {
        prepare("0001*", 4, "512KiB");
        AtomicBoolean isSlow = new AtomicBoolean(true);
        try {
            move("0001*", "server-2", "server-0");
            awaitFilling();
            occupyStripes(isSlow);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(value(RECEIVER, "foreshard_move_budget_bytes_per_second"))
                            .isLessThan(128 * KIB));
            assertThat(value(RECEIVER, "foreshard_move_budget_lowered_total")).isPositive();
        } finally {
            isSlow.set(false);
            maximum("1GiB");
        }
        awaitOwners(4, "server-2", "server-0");
    }

    /** Lets each task of the receiver's stripes wait for 200 ms. */
    private void occupyStripes(AtomicBoolean isSlow) {
        StripedExecutor stripes = context(RECEIVER).pools().getStripedExecutorService();
        for (int stripe = 0; stripe < stripes.stripesCount(); stripe++) {
            occupy(stripes, stripe, isSlow);
        }
    }

    private static void occupy(StripedExecutor stripes, int stripe, AtomicBoolean isSlow) {
        stripes.execute(stripe, () -> {
            if (isSlow.get()) {
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                occupy(stripes, stripe, isSlow);
            }
        });
    }

    @Test
    void cancel_whileBatchesWait_copiesNothingMore() throws Exception {
        prepare("0010*", 8, "64KiB");
        long movedBefore = value(RECEIVER, "foreshard_moved_bytes_total");
        move("0010*", "server-2", "server-0");
        awaitFilling();

        run(ShardOperation.cancelMove());
        awaitSettled();

        assertThat(owners(8)).isEqualTo(List.of("server-0", "server-1"));
        assertThat(value(RECEIVER, "foreshard_moved_bytes_total") - movedBefore).isLessThan(SHARD_BYTES);
    }

    @Test
    void batchSize_groupWithOtherAffinity_isIgnites() throws Exception {
        servers.get(0)
                .createCache(new CacheConfiguration<Long, Long>("other")
                        .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS)));
        maximum("64KiB");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(preloader(TABLE).batchSize()).isEqualTo(16 << 10));
        assertThat(preloader("other").batchSize()).isEqualTo(IgniteConfiguration.DFLT_REBALANCE_BATCH_SIZE);
    }

    private GridCachePreloader preloader(String cache) {
        return context(RECEIVER).cache().internalCache(cache).context().group().preloader();
    }

    /** Gives a shard to the first two servers, and sets the maximum of the budgets. */
    private void prepare(String shard, int partition, String maximum) throws Exception {
        maximum("1GiB");
        move(shard, "server-0", "server-1");
        awaitOwners(partition, "server-0", "server-1");
        awaitSettled();
        maximum(maximum);
        long bytes = Long.parseLong(maximum.replace("KiB", "")) * KIB;
        for (int server = 0; server < SERVERS; server++) {
            int number = server;
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(value(number, "foreshard_move_budget_bytes_per_second"))
                            .isLessThanOrEqualTo(bytes));
        }
    }

    private void maximum(String bytes) throws Exception {
        context(0)
                .distributedConfiguration()
                .<String>property("foreshard.shards.maxMoveBytesPerSecond")
                .propagate(bytes);
    }

    private void move(String shard, String... owners) {
        run(ShardOperation.move(shard, List.of(owners)));
    }

    /** Moves or cancels as soon as the cluster is settled. */
    private void run(ShardOperation operation) {
        await().atMost(PATIENCE)
                .ignoreException(IllegalStateException.class)
                .until(() -> shards.run(operation), change -> true);
        moves++;
    }

    private void awaitSettled() {
        await().atMost(PATIENCE).until(() -> shards.report().verifiedPlacement() == moves);
    }

    private void awaitFilling() {
        await().atMost(PATIENCE).until(() -> movingPartitions() > 0);
    }

    private long movingPartitions() {
        return context(RECEIVER).cache().internalCache(TABLE).context().topology().localPartitions().stream()
                .filter(partition -> partition.state() == GridDhtPartitionState.MOVING)
                .count();
    }

    private void awaitOwners(int partition, String... owners) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(IntStream.range(partition, partition + SHARD_PARTITIONS))
                        .allSatisfy(moved -> assertThat(owners(moved)).containsExactly(owners)));
    }

    private List<String> owners(int partition) {
        return servers.get(0).affinity(TABLE).mapPartitionToPrimaryAndBackups(partition).stream()
                .map(ClusterNode::consistentId)
                .map(Object::toString)
                .toList();
    }

    private GridKernalContext context(int server) {
        return ((IgniteEx) servers.get(server)).context();
    }

    /** Returns a metric of a server. */
    private static long value(int server, String metric) throws IOException {
        URI address = URI.create("http://localhost:" + TestPorts.port(FIRST_PORT + server) + "/metrics");
        try (InputStream lines = address.toURL().openStream()) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(metric + " "))
                    .map(line -> (long) Double.parseDouble(line.substring(metric.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
