package io.foreshard.plugin.tier;

import static io.foreshard.plugin.tier.BudgetedNodes.sum;
import static io.foreshard.plugin.tier.BudgetedNodes.table;
import static io.foreshard.plugin.tier.BudgetedNodes.tier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.StepClock;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.shard.ShardOperation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A move of a shard that is offloaded: two servers, one copy of each partition, and the age rule. */
class TierMovedShardTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration COLD_AFTER = Duration.ofHours(1);
    /** The shard of partitions 8 to 11 of 64: a closed epoch. */
    private static final String SHARD = "0010*";

    private static final int FIRST = BudgetedNodes.CLOSED;
    private static final int PARTITIONS = 4;
    private static final int ROWS = 2_000;
    private static final String IN_SHARD = "PARTITION_ID BETWEEN " + FIRST + " AND " + (FIRST + PARTITIONS - 1);

    @TempDir
    Path directory;

    private final StepClock clock = new StepClock(BudgetedNodes.FIRST_EPOCH);
    private TestNodes nodes;
    private Ignite supplier;
    private Ignite receiver;

    @AfterEach
    void stop() {
        nodes.close();
    }

    private void start() {
        ForeshardConfiguration configuration = BudgetedNodes.configuration(directory, 0)
                .setClock(clock)
                .setTier(new TierConfiguration()
                        .setColdAfter(COLD_AFTER)
                        .setStoreUri("dir:" + directory.resolve("objects")));
        nodes = new TestNodes(directory);
        supplier = nodes.cluster(2, configuration);
        receiver = Ignition.ignite(supplier.name().replace("server-0", "server-1"));
    }

    @Test
    void move_coldShard_isFetchedOnceAndOffloadedAgainByTheReceiver() throws Exception {
        start();
        move("server-0");
        partitions().forEach(partition -> TierRows.write(table(supplier), partition, ROWS, 1));
        awaitAged();
        awaitCold(supplier);
        double remote = sum(supplier, "REMOTE_BYTES", IN_SHARD);
        nodes.close();
        start(); // no page is in memory
        awaitAged();

        move("server-1"); // the clock stands still from here on

        assertThat(tier(supplier).statistics().fetchedBytes()).isBetween((long) (.9 * remote), (long) (1.2 * remote));
        awaitCold(receiver);
        assertThat(sum(receiver, "REMOTE_BYTES", IN_SHARD)).isBetween(.9 * remote, 1.1 * remote);
        assertThat(sum(supplier, "REMOTE_BYTES + LOCAL_ONLY_BYTES + BOTH_BYTES", IN_SHARD))
                .isZero();
        partitions().forEach(partition -> TierRows.verify(table(supplier), partition, ROWS, 1));
        Judges.findNothing(supplier);
        nodes.throwFailures();
    }

    /** Advances the clock until the age rule of the supplier has offloaded the shard. */
    private void awaitAged() {
        Set<Integer> shard = partitions().boxed().collect(Collectors.toSet());
        await().atMost(PATIENCE).until(() -> {
            clock.advance(COLD_AFTER);
            return new AgedPartitions(receiver)
                    .aged(TableNames.DEFAULT.group(), shard)
                    .equals(shard);
        });
    }

    private static IntStream partitions() {
        return IntStream.range(FIRST, FIRST + PARTITIONS);
    }

    /** Awaits that nearly all data of the shard is remote alone. */
    private static void awaitCold(Ignite owner) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            double remote = sum(owner, "REMOTE_BYTES", IN_SHARD);
            assertThat(remote).isPositive();
            assertThat(sum(owner, "LOCAL_ONLY_BYTES + BOTH_BYTES", IN_SHARD)).isLessThan(.05 * remote);
        });
    }

    /** Moves the shard as soon as a move can begin, and awaits the end of the move. */
    private void move(String owner) {
        Foreshard plugin = supplier.plugin(Foreshard.NAME);
        await().atMost(PATIENCE).until(() -> plugin.shards().isPresent());
        await().atMost(PATIENCE)
                .ignoreException(IllegalStateException.class)
                .until(() -> plugin.clusterShards().run(ShardOperation.move(SHARD, List.of(owner))), change -> true);
        long verified = plugin.shards().orElseThrow().verifiedPlacement();
        await().atMost(PATIENCE).until(() -> plugin.shards().orElseThrow().verifiedPlacement() > verified);
    }
}
