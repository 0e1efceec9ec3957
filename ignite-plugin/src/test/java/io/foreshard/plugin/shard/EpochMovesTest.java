package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.shard.ShardLimits;
import io.foreshard.shard.balance.Load;
import io.foreshard.shard.balance.Mode;
import io.foreshard.shard.balance.PartitionOwners;
import io.foreshard.shard.balance.PlacementDecision;
import io.foreshard.shard.balance.ServerNode;
import io.foreshard.shard.balance.ServerNode.State;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rounds on two real nodes shortly before an epoch begins, with sizes and owners in memory: the empty partitions of the next epoch would be spread. */
class EpochMovesTest {
    private static final int PARTITIONS = 64;
    private static final int OF_EPOCH = 4;
    private static final int PRESENT = 8;
    private static final long LATE = PRESENT * LoadsOfEpochs.EPOCH.toMillis() - 1;

    @TempDir
    Path directory;

    /** The partitions of the present epoch are even, all others are on the first server. */
    private static final class Owners implements PresentPlacement {
        @Override
        public Optional<PartitionOwners> owners() {
            return Optional.of(PartitionOwners.copyOf(
                    IntStream.range(0, PARTITIONS)
                            .mapToObj(partition ->
                                    List.of("server-" + (partition / OF_EPOCH == PRESENT ? partition % 2 : 0)))
                            .toList(),
                    1));
        }

        @Override
        public ServerNode server(ClusterNode server, boolean measured) {
            return new ServerNode(server.consistentId().toString(), new Load(1e6, 0, 0, 0), "", State.UP);
        }
    }

    @Test
    void round_nextEpochBeginsSoon_reportsTheMovesOfItsEmptyPartitions() {
        AtomicLongArray bytes = new AtomicLongArray(PARTITIONS);
        IntStream.range(0, OF_EPOCH).forEach(i -> bytes.set(PRESENT * OF_EPOCH + i, 100_000));
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.server("server-0", null);
            Ignite second = nodes.server("server-1", null);
            first.cluster().state(ClusterState.ACTIVE);
            first.getOrCreateCache(StateCache.configuration(TableNames.DEFAULT));
            ScheduledExecutorService rounds = DaemonThreads.scheduled("rounds");
            try (ShardManager manager = manager(first);
                    ShardManager other = manager(second)) {
                manager.start(rounds, new MemoryLoads(bytes, true));
                other.start(rounds, new MemoryLoads(bytes, false));

                await().atMost(Duration.ofMinutes(1))
                        .untilAsserted(() -> assertThat(moves(other)).hasSize(2).allSatisfy(move -> {
                            assertThat(move.partition() / OF_EPOCH).isEqualTo(PRESENT + 1);
                            assertThat(move.to()).isEqualTo("server-1");
                            assertThat(move.bytes()).isZero();
                            assertThat(move.reason()).startsWith("next epoch: server-0 has ");
                        }));
            } finally {
                rounds.shutdownNow();
            }
        }
    }

    private static List<PlacementDecision> moves(ShardManager manager) {
        return manager.report().map(ShardReport::moves).orElse(List.of()).stream()
                .filter(decision -> !decision.to().isEmpty())
                .toList();
    }

    private static ShardManager manager(Ignite node) {
        ShardRules rules = new ShardRules(
                PARTITIONS,
                new Owners(),
                new SettledMoves(),
                ShardLimits.of(1L << 30, 1_000, OF_EPOCH),
                LoadsOfEpochs.forecast(PARTITIONS, LATE),
                () -> Mode.ADVISE);
        RoundTiming timing = new RoundTiming(Duration.ofMillis(100), Duration.ofSeconds(30));
        return new ShardManager(node, Clock.systemUTC(), rules, timing, ShardListener.NONE);
    }
}
