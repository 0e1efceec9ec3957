package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.table.ProfiledTables;
import io.foreshard.shard.LoadHistory;
import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardLimits;
import io.foreshard.shard.ShardPlanner;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who plans the shards when coordinators go or race, on real nodes. */
class ShardCoordinatorTest {
    private static final int PARTITIONS = 64;
    private static final int ROWS = 2_000;
    private static final int SHARD_BYTES = 1 << 20;
    private static final int RACES = 50;
    private static final Duration ROUNDS = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite oldest;
    private Ignite next;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        oldest = nodes.server("server-0", configuration());
        next = nodes.server("server-1", configuration());
        oldest.cluster().state(ClusterState.ACTIVE);
    }

    private static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(PARTITIONS)
                .setBackups(1)
                .setShardBytes(SHARD_BYTES);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void theNextOldestPlansOnFromThePublishedCatalogue() {
        write(4);
        awaitSplits(oldest, 1);
        awaitSplits(next, 1);
        ShardCatalogue inherited = report(next).catalogue();
        List<ShardCatalogue> seen = new ArrayList<>(List.of(inherited));

        Ignition.stop(oldest.name(), true);
        write(20); // only a coordinator that is left can see these

        await("a split by the new coordinator").atMost(ROUNDS).untilAsserted(() -> {
            seen.add(report(next).catalogue());
            assertThat(report(next).catalogue().shardOf(20).partitions()).isLessThan(4);
        });
        assertThat(report(next).catalogue().splits()).isGreaterThan(inherited.splits());
        assertThat(report(next).catalogue().shardOf(4).partitions())
                .as("what the first coordinator split stays split")
                .isLessThan(4);
        assertThat(seen).extracting(ShardCatalogue::version).isSorted();
        seen.forEach(ShardCoordinatorTest::assertTiles);
        assertThat(rows(report(next))).as("rows in the renewed report").isEqualTo(2 * ROWS);
    }

    @Test
    void ofTwoCoordinatorsThatRaceExactlyOneWins() throws Exception {
        ExecutorService racers = Executors.newFixedThreadPool(2);
        try {
            for (int race = 0; race < RACES; race++) {
                String key = "race-" + race;
                ShardCatalogue common = ShardCatalogue.initial(PARTITIONS, 16, race);
                meta(oldest).put(key, common);
                ShardCatalogue left = split(common, 0);
                ShardCatalogue right = split(common, 4);
                CyclicBarrier together = new CyclicBarrier(2);

                Future<Boolean> first = racers.submit(replacing(oldest, key, left, together));
                Future<Boolean> second = racers.submit(replacing(next, key, right, together));

                assertThat(List.of(first.get(), second.get())).as(key).containsExactlyInAnyOrder(true, false);
                ShardCatalogue winner = first.get() ? left : right;
                for (Ignite node : List.of(oldest, next)) {
                    assertThat(meta(node).get(key)).isEqualTo(winner);
                }
            }
        } finally {
            racers.shutdownNow();
        }
    }

    @Test
    void aPlanFromAnOldVersionChangesNothing() {
        ShardCatalogue present = ShardCatalogue.initial(PARTITIONS, 16, 1);
        ShardCatalogue late = ShardCatalogue.initial(PARTITIONS, 4, 2);

        assertThat(meta(oldest).invoke("late", new ReplaceCatalogue(0, present)))
                .isTrue();
        assertThat(meta(next).invoke("late", new ReplaceCatalogue(0, late))).isFalse();
        assertThat(meta(next).invoke("late", new ReplaceCatalogue(2, late))).isFalse();
        assertThat(meta(next).get("late")).isEqualTo(present);
        assertThat(meta(next).invoke("late", new ReplaceCatalogue(1, late))).isTrue();
        assertThat(meta(oldest).get("late")).isEqualTo(late);
    }

    /** Returns the catalogue that follows when the shard of a partition has grown too large. */
    private static ShardCatalogue split(ShardCatalogue before, int firstPartition) {
        List<PartitionLoad> loads = new ArrayList<>(Collections.nCopies(PARTITIONS, PartitionLoad.NONE));
        loads.set(firstPartition, new PartitionLoad(SHARD_BYTES, 1, 0, 0));
        loads.set(firstPartition + 1, new PartitionLoad(SHARD_BYTES, 1, 0, 0));
        ShardLimits limits = ShardLimits.of(SHARD_BYTES, 1_000, 4);
        LoadHistory history = LoadHistory.empty()
                .plus(10_000, loads, limits.mergeEvidence())
                .plus(20_000, loads, limits.mergeEvidence());
        ShardCatalogue after =
                new ShardPlanner(limits).plan(before, history, 20_000).catalogue();
        assertThat(after.version()).isEqualTo(before.version() + 1);
        return after;
    }

    private static Callable<Boolean> replacing(
            Ignite node, String key, ShardCatalogue catalogue, CyclicBarrier together) {
        return () -> {
            together.await();
            return meta(node).invoke(key, new ReplaceCatalogue(catalogue.version() - 1, catalogue));
        };
    }

    private static IgniteCache<String, Object> meta(Ignite node) {
        return node.cache(StateCache.NAME);
    }

    private static ShardReport report(Ignite node) {
        return node.<Foreshard>plugin(Foreshard.NAME).shards();
    }

    private static void awaitSplits(Ignite node, int splits) {
        await().atMost(ROUNDS).untilAsserted(() -> {
            assertThat(report(node)).isNotNull();
            assertThat(report(node).catalogue().splits()).isGreaterThanOrEqualTo(splits);
        });
    }

    private static void assertTiles(ShardCatalogue catalogue) {
        int end = 0;
        for (Shard shard : catalogue.shards()) {
            assertThat(shard.firstPartition()).as(catalogue.toString()).isEqualTo(end);
            end = shard.lastPartition() + 1;
        }
        assertThat(end).isEqualTo(PARTITIONS);
    }

    private static long rows(ShardReport report) {
        long rows = 0;
        for (int i = 0; i < report.catalogue().shards().size(); i++) {
            rows += report.load(i).rows();
        }
        return rows;
    }

    /** Writes enough into four partitions to make their shard too large. */
    private void write(int firstPartition) {
        Map<TransactionKey, TransactionRecord> rows = new HashMap<>();
        for (int i = 0; i < ROWS; i++) {
            long profileId = (firstPartition + i % 4L) << 57;
            rows.put(
                    new TransactionKey(profileId, new UUID(firstPartition, i), ActionType.VIEW, 0),
                    new TransactionRecord(new UUID(0, i), new Timestamp(i), 1, 1, 1, new byte[1_000]));
        }
        next.<TransactionKey, TransactionRecord>cache(ProfiledTables.TRANSACTIONS)
                .putAll(rows);
    }
}
