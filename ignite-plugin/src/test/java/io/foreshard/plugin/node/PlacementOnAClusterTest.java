package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.internal.placement.ClusterPlacement;
import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import io.foreshard.shard.placement.PlacementFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Placements on servers with persistence: what moves, and what nodes that join or start again know. */
class PlacementOnAClusterTest {
    private static final int PARTITIONS = 64;
    private static final int MOVED = 16;
    /** Ignite rebalances from the log only partitions of more than 500 rows, and only such copies can lose rows. */
    private static final int ROWS_PER_PARTITION = 600;

    private static final String ATOMIC = "atomic";
    private static final String TRANSACTIONAL = "transactional";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static ForeshardConfiguration plugin() {
        return new ForeshardConfiguration().setPartitions(PARTITIONS);
    }

    private static ClusterPlacement placement(Ignite ignite) {
        return ((ForeshardPluginProvider) ((IgniteEx) ignite).context().pluginProvider(Foreshard.NAME)).placement();
    }

    private static long key(int partition, int row) {
        return ((long) partition << 57) | row;
    }

    private static CacheConfiguration<Long, Long> table(String name, CacheAtomicityMode mode) {
        return new CacheConfiguration<Long, Long>(name)
                .setAtomicityMode(mode)
                .setBackups(1)
                .setAffinity(new BehavioralAffinityFunction(PARTITIONS));
    }

    private static void createTables(Ignite ignite) {
        ignite.createCache(table(ATOMIC, CacheAtomicityMode.ATOMIC));
        ignite.createCache(table(TRANSACTIONAL, CacheAtomicityMode.TRANSACTIONAL));
    }

    private static void fill(Ignite ignite) {
        for (String table : List.of(ATOMIC, TRANSACTIONAL)) {
            try (IgniteDataStreamer<Long, Long> streamer = ignite.dataStreamer(table)) {
                streamer.allowOverwrite(true);
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    for (int row = 0; row < ROWS_PER_PARTITION; row++) {
                        streamer.addData(key(partition, row), 0L);
                    }
                }
            }
        }
    }

    /** Changes the placement until the change has an effect; exchanges of late affinity may come first. */
    private static void place(Ignite ignite, PlacedRange... ranges) {
        await().atMost(PATIENCE).until(() -> placement(ignite)
                .change(
                        new PlacementChange(placement(ignite).placement().version(), PARTITIONS, List.of(ranges)),
                        Duration.ofSeconds(60)));
    }

    private static void awaitOwners(Ignite ignite, int first, int count, String... owners) {
        for (String table : List.of(ATOMIC, TRANSACTIONAL)) {
            Affinity<Long> affinity = ignite.affinity(table);
            await().atMost(PATIENCE).untilAsserted(() -> {
                for (int partition = first; partition < first + count; partition++) {
                    assertThat(affinity.mapPartitionToPrimaryAndBackups(partition))
                            .extracting(ClusterNode::consistentId)
                            .containsExactly((Object[]) owners);
                }
            });
        }
    }

    /** Awaits that each server holds the copies it owns, complete, and no other. */
    private static void awaitCopies(List<Ignite> servers, List<? extends ConcurrentHashMap<Long, Long>> models) {
        for (int i = 0; i < 2; i++) {
            String table = List.of(ATOMIC, TRANSACTIONAL).get(i);
            ConcurrentHashMap<Long, Long> model = models.get(i);
            await().atMost(PATIENCE).untilAsserted(() -> {
                for (Ignite server : servers) {
                    Affinity<Long> affinity = server.affinity(table);
                    IgniteCache<Long, Long> cache = server.cache(table);
                    for (int partition = 0; partition < PARTITIONS; partition++) {
                        boolean owner = affinity.mapPartitionToPrimaryAndBackups(partition)
                                .contains(server.cluster().localNode());
                        assertThat(cache.localSizeLong(partition, CachePeekMode.PRIMARY, CachePeekMode.BACKUP))
                                .as("%s, partition %d of %s", server.name(), partition, table)
                                .isEqualTo(owner ? ROWS_PER_PARTITION : 0);
                    }
                }
            });
            for (Ignite server : servers) {
                IgniteCache<Long, Long> cache = server.cache(table);
                model.forEach((key, value) -> {
                    assertThat(cache.get(key)).as("row %x of %s", key, table).isEqualTo(value);
                    Long copy = cache.localPeek(key, CachePeekMode.PRIMARY, CachePeekMode.BACKUP);
                    assertThat(copy)
                            .as("copy of row %x on %s", key, server.name())
                            .isIn(null, value);
                });
            }
        }
    }

    /** Writers that check each row before they change it; each has rows of its own. */
    private static final class Load implements AutoCloseable {
        private static final int WRITERS = 2;
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final ExecutorService threads = Executors.newFixedThreadPool(2 * WRITERS);
        private final List<Future<Long>> writers = new ArrayList<>();
        private final List<ConcurrentHashMap<Long, Long>> models =
                List.of(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

        Load(List<Ignite> servers) {
            for (int table = 0; table < 2; table++) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    for (int row = 0; row < ROWS_PER_PARTITION; row++) {
                        models.get(table).put(key(partition, row), 0L);
                    }
                }
                for (int writer = 0; writer < WRITERS; writer++) {
                    IgniteCache<Long, Long> cache = servers.get(writer)
                            .cache(List.of(ATOMIC, TRANSACTIONAL).get(table));
                    ConcurrentHashMap<Long, Long> model = models.get(table);
                    int number = writer;
                    writers.add(threads.submit(() -> write(cache, model, number)));
                }
            }
        }

        private long write(IgniteCache<Long, Long> cache, ConcurrentHashMap<Long, Long> model, int writer) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            long operations = 0;
            while (!stopped.get()) {
                int row = random.nextInt(ROWS_PER_PARTITION / WRITERS) * WRITERS + writer;
                long key = key(random.nextInt(PARTITIONS), row);
                long value = model.get(key);
                assertThat(cache.get(key)).as("row %x under load", key).isEqualTo(value);
                cache.put(key, value + 1);
                model.put(key, value + 1);
                operations++;
            }
            return operations;
        }

        /** Stops, and returns the number of writes; fails if a row was wrong. */
        long stop() throws Exception {
            stopped.set(true);
            long operations = 0;
            for (Future<Long> writer : writers) {
                operations += writer.get();
            }
            return operations;
        }

        @Override
        public void close() {
            stopped.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void change_underLoad_movesPartitionsThereAndBackWithoutAWrongRow(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.cluster(3, plugin());
            List<Ignite> servers = servers(first);
            createTables(first);
            fill(first);
            try (Load load = new Load(servers)) {
                for (int round = 0; round < 3; round++) {
                    place(servers.get(round), new PlacedRange(0, MOVED, List.of("server-2", "server-0"), 0));
                    awaitOwners(first, 0, MOVED, "server-2", "server-0");
                    place(servers.get(round), new PlacedRange(0, MOVED, List.of("server-0", "server-1"), 0));
                    awaitOwners(first, 0, MOVED, "server-0", "server-1");
                }
                place(first, new PlacedRange(16, MOVED, List.of("server-1"), 3));
                Affinity<Long> affinity = first.affinity(ATOMIC);
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(affinity.mapPartitionToPrimaryAndBackups(16))
                        .hasSize(3));

                assertThat(load.stop()).isPositive();
                awaitCopies(servers, load.models);
            }
            assertThat(servers)
                    .allSatisfy(server ->
                            assertThat(placement(server).placement().version()).isEqualTo(7));
        }
    }

    private static List<Ignite> servers(Ignite first) {
        String prefix = first.name().substring(0, first.name().length() - 1);
        return IntStream.range(0, 3)
                .mapToObj(number -> Ignition.ignite(prefix + number))
                .toList();
    }

    @Test
    void change_twoForOneVersion_oneHasAnEffect(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.cluster(2, plugin());
            Ignite second = Ignition.ignite(first.name().replace("server-0", "server-1"));
            createTables(first);
            await().atMost(PATIENCE).until(() -> settled(first) && settled(second));
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                List<Future<Boolean>> changes = List.of(
                        threads.submit(() -> change(first, 0, "server-0")),
                        threads.submit(() -> change(second, 0, "server-1")));
                int effects = 0;
                for (Future<Boolean> change : changes) {
                    effects += change.get() ? 1 : 0;
                }
                assertThat(effects).isLessThanOrEqualTo(1);
                assertThat(placement(first).placement().version()).isEqualTo(effects);
            } finally {
                threads.shutdownNow();
            }
            place(first, new PlacedRange(0, MOVED, List.of("server-1"), 0));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(placement(second).placement())
                            .isEqualTo(placement(first).placement()));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> change(first, placement(first).placement().version(), "unknown"))
                    .withMessageContaining("the baseline has no server 'unknown'");
        }
    }

    private static boolean settled(Ignite ignite) {
        return ((IgniteEx) ignite)
                .context()
                .discovery()
                .topologyVersionEx()
                .equals(((IgniteEx) ignite)
                        .context()
                        .cache()
                        .context()
                        .exchange()
                        .readyAffinityVersion());
    }

    private static boolean change(Ignite ignite, long base, String owner) throws Exception {
        PlacementChange change =
                new PlacementChange(base, PARTITIONS, List.of(new PlacedRange(0, MOVED, List.of(owner), 0)));
        try {
            return placement(ignite).change(change, Duration.ofSeconds(60));
        } catch (IllegalArgumentException e) {
            if (e.getMessage().contains("compute it again")) {
                return false; // the other change has already arrived
            }
            throw e;
        }
    }

    @Test
    void start_afterAFullStop_usesTheNewestPlacementOfAnyServer(@TempDir Path directory) throws Exception {
        Placement placed;
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.cluster(2, plugin());
            createTables(first);
            place(first, new PlacedRange(0, MOVED, List.of("server-1", "server-0"), 0));
            awaitOwners(first, 0, MOVED, "server-1", "server-0");
            placed = placement(first).placement();
        }
        Files.delete(file(directory, "server-0"));
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.server("server-0", plugin());
            assertThat(placement(first).placement().version()).isZero();
            Ignite second = nodes.server("server-1", plugin());
            first.cluster().state(ClusterState.ACTIVE);

            assertThat(placement(first).placement()).isEqualTo(placed);
            assertThat(placement(second).placement()).isEqualTo(placed);
            awaitOwners(first, 0, MOVED, "server-1", "server-0");
            await().atMost(PATIENCE).until(() -> Files.exists(file(directory, "server-0")));
        }
    }

    private static Path file(Path directory, String server) throws IOException {
        Path persistence = directory.resolve(server).resolve("db");
        try (Stream<Path> nodes = Files.list(persistence)) {
            return nodes.filter(node -> Files.isDirectory(node)
                            && node.getFileName().toString().equals(server.replace('-', '_')))
                    .findAny()
                    .orElseThrow()
                    .resolve("placement");
        }
    }

    @Test
    void join_serverOrClient_takesThePlacementOfTheCluster(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.cluster(2, plugin());
            createTables(first);
            fill(first);
            place(first, new PlacedRange(0, MOVED, List.of("server-1", "server-0"), 0));
            awaitOwners(first, 0, MOVED, "server-1", "server-0");
            Ignition.stop(first.name().replace("server-0", "server-1"), true);
            await().atMost(PATIENCE).until(() -> settled(first));
            place(first, new PlacedRange(0, MOVED, List.of("server-0", "server-1"), 0));

            Ignite second = nodes.server("server-1", plugin());
            Ignite client = nodes.client("client", plugin());

            assertThat(placement(second).placement()).isEqualTo(placement(first).placement());
            assertThat(placement(client).placement()).isEqualTo(placement(first).placement());
            awaitOwners(second, 0, MOVED, "server-0", "server-1");
            awaitOwners(client, 0, MOVED, "server-0", "server-1");
            assertThat(client.<Long, Long>cache(ATOMIC).get(key(3, 7))).isZero();
        }
    }

    @Test
    void join_serverWithANewerPlacement_isRefused(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.cluster(2, plugin());
            createTables(first);
            Ignition.stop(first.name().replace("server-0", "server-1"), true);
            Placement newer = Placement.of(9, PARTITIONS, List.of(new PlacedRange(0, MOVED, List.of("server-1"), 0)));
            Files.write(file(directory, "server-1"), PlacementFormat.bytes(newer));

            assertThatThrownBy(() -> nodes.server("server-1", plugin()))
                    .hasStackTraceContaining("The joining server has placement 9, but this cluster serves placement 0");
        }
    }

    @Test
    void start_damagedFile_isRefusedWithTheCure(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.cluster(1, plugin());
            createTables(first);
            place(first, new PlacedRange(0, MOVED, List.of("server-0"), 0));
        }
        Path file = file(directory, "server-0");
        byte[] bytes = Files.readAllBytes(file);
        bytes[20] ^= 1;
        Files.write(file, bytes);
        try (TestNodes nodes = new TestNodes(directory)) {
            assertThatThrownBy(() -> nodes.server("server-0", plugin()))
                    .hasStackTraceContaining("of placements cannot be used")
                    .hasStackTraceContaining("Copy it from another server");
        }
    }
}
