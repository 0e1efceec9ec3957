package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.tier.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.lang.IgniteFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store does not answer while rows are changed that are local on the primary and remote on the backup, as they are after reads. */
class TierOutageTest {
    private static final int ROWS = 400;
    private static final int PARTITION = 5;
    private static final int CHANGED = 5;

    @TempDir
    Path directory;

    private TestNodes nodes;

    @AfterEach
    void stop() {
        nodes.close();
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void put_storeDown_waitsAndThenSucceeds(CacheAtomicityMode atomicity) throws Exception {
        warmPrimariesAndColdBackups(atomicity);

        StoreOutage outage = StoreOutage.begin(directory.resolve("objects"));
        List<IgniteFuture<Void>> puts = new ArrayList<>();
        for (int row = 0; row < CHANGED; row++) {
            puts.add(cache().putAsync(TierRows.key(PARTITION, row), TierRows.record(row, 1)));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> blockedChanges() > 0);
        assertThat(blockedChanges())
                .as("changes of backups, which the primaries have decided")
                .isPositive();
        outage.end();

        await().atMost(Duration.ofSeconds(60)).until(() -> puts.stream().allMatch(IgniteFuture::isDone));
        puts.forEach(IgniteFuture::get);
        for (int row = 0; row < CHANGED; row++) {
            awaitRow(row, 1);
            IgniteFuture<Void> put = cache().putAsync(TierRows.key(PARTITION, row), TierRows.record(row, 2));
            await().atMost(Duration.ofSeconds(60)).until(put::isDone);
            put.get();
            awaitRow(row, 2);
        }
        await("the circuit breakers of both nodes close")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> Judges.findNothing(servers().get(0)));
    }

    /** Waits until this node's copy, which may be a backup, has a change, and until its circuit breaker is closed. */
    private void awaitRow(int row, int version) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> assertThat(
                        cache().get(TierRows.key(PARTITION, row)))
                .isEqualTo(TierRows.record(row, version)));
    }

    @Test
    void stop_changeBlockedOnTheStore_ends() throws IOException {
        warmPrimariesAndColdBackups(CacheAtomicityMode.ATOMIC);
        StoreOutage.begin(directory.resolve("objects"));
        cache().putAsync(TierRows.key(PARTITION, 1), TierRows.record(1, 1));
        await().atMost(Duration.ofSeconds(30)).until(() -> blockedChanges() > 0);

        CompletableFuture<Void> stopped =
                CompletableFuture.runAsync(() -> servers().forEach(server -> Ignition.stop(server.name(), true)));

        await().atMost(Duration.ofSeconds(60)).until(stopped::isDone);
        nodes.forgetFailures(); // a backup fails in the middle of a change, so that it checkpoints no half finished
        // change
    }

    private void warmPrimariesAndColdBackups(CacheAtomicityMode atomicity) {
        start(atomicity);
        TierRows.write(cache(), PARTITION, ROWS, 0);
        servers().forEach(server -> tier(server).offload(TableNames.DEFAULT.transactions()));
        nodes.close();
        start(atomicity);
        for (Ignite server : servers()) {
            if (server.affinity(TableNames.DEFAULT.transactions())
                    .isPrimary(server.cluster().localNode(), TierRows.key(PARTITION, 0))) {
                TierRows.verify(server.cache(TableNames.DEFAULT.transactions()), PARTITION, ROWS, 0);
            }
        }
    }

    private void start(CacheAtomicityMode atomicity) {
        nodes = new TestNodes(directory);
        nodes.cluster(
                2,
                new ForeshardConfiguration()
                        .setPartitions(64)
                        .setBackups(1)
                        .setAtomicityMode(atomicity)
                        .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects"))));
    }

    private static long blockedChanges() {
        return servers().stream()
                .mapToLong(server -> tier(server).statistics().blockedChanges())
                .sum();
    }

    private static Tier tier(Ignite server) {
        return server.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    private static List<Ignite> servers() {
        return List.copyOf(Ignition.allGrids());
    }

    private IgniteCache<TransactionKey, TransactionRecord> cache() {
        return servers().get(0).cache(TableNames.DEFAULT.transactions());
    }
}
