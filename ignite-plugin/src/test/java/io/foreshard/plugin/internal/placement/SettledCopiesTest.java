package io.foreshard.plugin.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettledCopiesTest {
    private static final int PARTITIONS = 64;
    private static final int MOVED = 16;
    private static final String TABLE = "table";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static Optional<String> obstacle(GridKernalContext server) throws IgniteCheckedException {
        return obstacle(server, server.discovery().topologyVersionEx());
    }

    private static Optional<String> obstacle(GridKernalContext server, AffinityTopologyVersion version)
            throws IgniteCheckedException {
        return Optional.ofNullable(
                SettledCopies.read(server, PARTITIONS, version).obstacle());
    }

    private static void awaitSettled(GridKernalContext server) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(obstacle(server)).isEmpty());
    }

    private static GridDhtLocalPartition copy(GridKernalContext server, int partition) {
        return server.cache().internalCache(TABLE).context().topology().localPartition(partition);
    }

    private static boolean hasFile(Path directory, int partition) {
        return directory
                .resolve("server-0/db/server_0/cache-" + TABLE + "/part-" + partition + ".bin")
                .toFile()
                .exists();
    }

    /** Moves partitions of the first server to the second one. */
    private static void move(GridKernalContext server) throws IgniteCheckedException {
        PlacementChange change =
                new PlacementChange(0, PARTITIONS, List.of(new PlacedRange(0, MOVED, List.of("server-1"), 1)));
        AffinityTopologyVersion version = server.discovery().topologyVersionEx();
        long hash =
                AssignmentHash.expected(server, Placement.rendezvous(PARTITIONS).apply(change), version);
        server.discovery().sendCustomEvent(new PlacementMessage(change, version, hash));
    }

    @Test
    void obstacle_copyIsInUse_namesItUntilItsFileIsDeleted(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.cluster(2, new ForeshardConfiguration().setPartitions(PARTITIONS));
            GridKernalContext server = ((IgniteEx) first).context();
            first.createCache(
                    new CacheConfiguration<Long, Long>(TABLE).setAffinity(new BehavioralAffinityFunction(PARTITIONS)));
            for (long partition = 0; partition < PARTITIONS; partition++) {
                first.<Long, Long>cache(TABLE).put(partition << 57, partition);
            }
            awaitSettled(server);
            int used = IntStream.range(0, MOVED)
                    .filter(partition -> copy(server, partition) != null)
                    .findFirst()
                    .orElseThrow();
            server.cache()
                    .context()
                    .database()
                    .forceCheckpoint("test")
                    .futureFor(CheckpointState.FINISHED)
                    .get();
            GridDhtLocalPartition copy = copy(server, used);
            copy.reserve();

            move(server);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(obstacle(server)).hasValueSatisfying(reason -> assertThat(reason)
                            .startsWith("partition " + used + " of table table is ")));
            assertThat(hasFile(directory, used)).isTrue();
            copy.release();
            awaitSettled(server);

            assertThat(hasFile(directory, used)).isFalse();
            assertThat(first.<Long, Long>cache(TABLE).get((long) used << 57)).isEqualTo(used);
        }
    }

    @Test
    void obstacle_atAnotherTopologyVersion_isTheExchange(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.cluster(1, new ForeshardConfiguration().setPartitions(PARTITIONS));
            GridKernalContext server = ((IgniteEx) first).context();
            awaitSettled(server);
            AffinityTopologyVersion before = server.discovery().topologyVersionEx();
            first.createCache("other");

            assertThat(obstacle(server, before)).hasValue("an exchange is under way");
        }
    }
}
