package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.shard.balance.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Moves of shards by an operator on three servers; each test moves shards of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MovedShardTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PARTITIONS = 64;
    private static final int ROWS_PER_PARTITION = 600;
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
        Ignite first = nodes.cluster(3, new ForeshardConfiguration().setPartitions(PARTITIONS));
        servers = IntStream.range(0, 3)
                .mapToObj(number -> Ignition.ignite(first.name().replace("server-0", "server-" + number)))
                .toList();
        first.createCache(new CacheConfiguration<Long, Long>(TABLE)
                .setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
                .setBackups(1)
                .setAffinity(new BehavioralAffinityFunction(PARTITIONS)));
        try (IgniteDataStreamer<Long, Long> streamer = first.dataStreamer(TABLE)) {
            streamer.allowOverwrite(true);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                for (int row = 0; row < ROWS_PER_PARTITION; row++) {
                    streamer.addData(key(partition, row), (long) row);
                }
            }
        }
        Foreshard plugin = servers.get(1).plugin(Foreshard.NAME);
        shards = plugin.clusterShards();
        await().atMost(PATIENCE).until(() -> plugin.shards().isPresent());
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    private static long key(int partition, int row) {
        return ((long) partition << 57) | row;
    }

    private List<Object> owners(int partition) {
        return servers.get(0).affinity(TABLE).mapPartitionToPrimaryAndBackups(partition).stream()
                .map(ClusterNode::consistentId)
                .toList();
    }

    private void awaitOwners(int first, int count, Object... owners) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(IntStream.range(first, first + count))
                .allSatisfy(partition -> assertThat(owners(partition)).containsExactly(owners)));
    }

    /** Moves a shard as soon as the cluster is settled. */
    private ShardChange move(String shard, String... owners) {
        moves++;
        return await().atMost(PATIENCE)
                .ignoreException(IllegalStateException.class)
                .until(() -> shards.run(ShardOperation.move(shard, List.of(owners))), change -> true);
    }

    @Test
    void move_thereAndBack_keepsAllRows() {
        List<Object> before = owners(0);
        String[] others = IntStream.range(0, 3)
                .mapToObj(number -> "server-" + number)
                .filter(server -> !server.equals(before.get(0)))
                .toArray(String[]::new);
        ShardChange dryRun = await().atMost(PATIENCE)
                .ignoreException(IllegalStateException.class)
                .until(
                        () -> shards.run(
                                ShardOperation.move("0000*", List.of(others)).dryRun()),
                        change -> true);
        String reason = "0000\\* to " + others[0] + ", " + others[1]
                + ", asked for by an operator; each new owner copies [1-9][0-9]* bytes\\.";
        assertThat(dryRun.sentences()).hasSize(2).last().isEqualTo("Dry run: nothing was changed.");
        assertThat(dryRun.sentences().get(0)).matches("Would move " + reason);
        assertThat(owners(0)).isEqualTo(before);

        List<String> moved = move("0000*", others).sentences();
        assertThat(moved)
                .hasSize(2)
                .last()
                .isEqualTo("The rows are copied now: SYS.SHARD_MOVES shows the copies that are left.");
        assertThat(moved.get(0)).matches("Moving " + reason);
        awaitOwners(0, 4, (Object[]) others);
        assertThat(shards.decisions()).anySatisfy(recorded -> {
            assertThat(recorded.origin()).isEqualTo(RecordedDecision.Origin.OPERATOR);
            assertThat(recorded.decision().toString()).startsWith("MOVE partitions 0..3: to " + others[0]);
        });
        move("0000*");
        awaitOwners(0, 1, before.toArray());

        for (Ignite server : servers) {
            IgniteCache<Long, Long> table = server.cache(TABLE);
            for (int partition = 0; partition < 4; partition++) {
                for (int row = 0; row < ROWS_PER_PARTITION; row++) {
                    assertThat(table.get(key(partition, row))).isEqualTo(row);
                }
            }
        }
    }

    @Test
    void move_previousCopyIsInUse_isNotCompleteBeforeItIsDeleted() {
        move("0001*", "server-0", "server-1");
        awaitOwners(4, 4, "server-0", "server-1");
        GridDhtLocalPartition copy = ((IgniteEx) servers.get(0))
                .context()
                .cache()
                .internalCache(TABLE)
                .context()
                .topology()
                .localPartition(4);
        copy.reserve();
        try {
            move("0001*", "server-1", "server-2");
            await().atMost(PATIENCE).untilAsserted(() -> assertThatIllegalStateException()
                    .isThrownBy(() -> shards.run(ShardOperation.move("0001*", List.of("server-0", "server-1"))))
                    .withMessageContaining(
                            "The last move is not complete. Server server-0: partition 4 of table table is "));
            assertThat(shards.report().moves()).anySatisfy(left -> {
                assertThat(left.code()).isEqualTo(Reason.DELETING);
                assertThat(left.partition()).isEqualTo(4);
                assertThat(left.from()).isEqualTo("server-0");
            });
        } finally {
            copy.release();
        }
        move("0001*", "server-0", "server-1");
        awaitOwners(4, 4, "server-0", "server-1");
    }

    @Test
    void cancel_whileCopiesAreFilled_givesThePartitionsBack() {
        List<Object> before = owners(12);
        String receiver = IntStream.range(0, 3)
                .mapToObj(number -> "server-" + number)
                .filter(server -> !before.contains(server))
                .findAny()
                .orElseThrow();
        rebalanceSlowly(true);
        try {
            move("0011*", receiver, before.get(0).toString());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(shards.report().moves()).anySatisfy(left -> {
                        assertThat(left.code()).isEqualTo(Reason.FILLING);
                        assertThat(left.to()).isEqualTo(receiver);
                    }));

            assertThat(shards.run(ShardOperation.cancelMove()).sentences().get(0))
                    .isEqualTo("Moving * to the owners before the last move, which was cancelled by an operator.");
            moves++;
        } finally {
            rebalanceSlowly(false);
        }
        await().atMost(PATIENCE).until(() -> shards.report().verifiedPlacement() == moves);

        assertThat(owners(12)).isEqualTo(before);
        for (int row = 0; row < ROWS_PER_PARTITION; row++) {
            assertThat(servers.get(1).<Long, Long>cache(TABLE).get(key(12, row)))
                    .isEqualTo(row);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shards.run(ShardOperation.cancelMove()))
                .withMessage("No move is under way.");
    }

    private void rebalanceSlowly(boolean slowly) {
        servers.forEach(server -> server.configuration()
                .setRebalanceBatchSize(slowly ? 1 << 10 : IgniteConfiguration.DFLT_REBALANCE_BATCH_SIZE)
                .setRebalanceThrottle(slowly ? 300 : 0));
    }

    @Test
    void move_moreCopies_areFilledAndDeletedAgain() {
        List<Object> before = owners(28);
        ShardOperation move = ShardOperation.move("0111*", List.of()).copies(3);
        moves++;
        ShardChange change = await().atMost(PATIENCE)
                .ignoreException(IllegalStateException.class)
                .until(() -> shards.run(move), done -> true);
        assertThat(change.sentences().get(0))
                .startsWith("Moving 0111* where rendezvous hashing places it in 3 copies, asked for by an operator");
        await().atMost(PATIENCE).until(() -> shards.report().verifiedPlacement() == moves);

        assertThat(owners(28)).hasSize(3).startsWith(before.toArray());
        for (Ignite server : servers) {
            IgniteCache<Long, Long> table = server.cache(TABLE);
            for (int row = 0; row < ROWS_PER_PARTITION; row++) {
                assertThat(table.localPeek(key(31, row))).isEqualTo(row);
            }
        }
        move("0111*");
        await().atMost(PATIENCE).until(() -> shards.report().verifiedPlacement() == moves);
        assertThat(owners(28)).isEqualTo(before);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShardOperation.move("0111*", List.of()).copies(17))
                .withMessageStartingWith("A shard is moved with 1 to 16 copies");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShardOperation.split("0111*").copies(2));
    }

    @Test
    void move_pinnedShardOrUnknownServer_isRefused() {
        shards.run(ShardOperation.pin("0010*"));
        await().atMost(PATIENCE).until(() -> shards.report().verifiedPlacement() == moves);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> shards.run(ShardOperation.move("0010*", List.of("server-0"))))
                .withMessage("The shard 0010* is pinned: unpin it first.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shards.run(ShardOperation.move("0011*", List.of("server-9"))))
                .withMessageContaining("the baseline has no server 'server-9'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shards.run(ShardOperation.move("0011*", List.of("server-0", "server-0"))))
                .withMessageContaining("each once");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shards.run(ShardOperation.move("01*", List.of("server-0"))))
                .withMessageContaining("There is no shard 01*");
    }
}
