package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.tier.MovedPages;
import io.foreshard.tier.PartitionActivity;
import io.foreshard.tier.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations on the tier of two real nodes: verification, snapshots, ageing, garbage, system views. */
class TierOperationsTest {
    private static final int ROWS = 1_200;
    private static final int PARTITIONS = 64;
    private static final Duration COLD_AFTER = Duration.ofDays(7);

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2020-01-01T00:00:00Z"));
    private TestNodes nodes;
    private Ignite node;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        node = nodes.cluster(2, configuration());
        Map<TransactionKey, TransactionRecord> rows = new HashMap<>();
        for (int row = 0; row < ROWS; row++) {
            rows.put(key(row), record(row));
        }
        cache().putAll(rows);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(PARTITIONS)
                .setBackups(1)
                .setClock(new Clock() {
                    @Override
                    public java.time.ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now.get();
                    }
                })
                .setTier(new TierConfiguration()
                        .setColdAfter(COLD_AFTER)
                        .setGarbageGrace(Duration.ZERO)
                        .setStoreUri("dir:" + directory.resolve("objects")));
    }

    @Test
    void idleVerifyAndValidateIndexes_coldRows_findNothing() throws Exception {
        offloadAll();
        restart();
        assertHalfIsRemote();
        long before = fetches();

        Judges.findNothing(node);

        assertThat(fetches()).as("fetches of cold rows").isGreaterThan(before);
        long accesses = accesses();
        Judges.validateIndexes(node);
        // Each of both copies of a row is read; a few reads are made by threads that work for users too.
        assertThat(accesses()).as("accesses of users").isLessThan(accesses + ROWS / 4);
        verify();
        assertThat(accesses()).isGreaterThan(accesses);
    }

    private long accesses() {
        return tiers().stream()
                .flatMap(tier -> tier.activities().values().stream())
                .flatMap(group -> group.values().stream())
                .mapToLong(PartitionActivity::accesses)
                .sum();
    }

    @Test
    void createSnapshot_offloaded_isRefusedUntilARecall() throws IOException {
        offloadAll();
        assertHalfIsRemote();

        assertThatThrownBy(() -> node.snapshot().createSnapshot("cold").get())
                .hasStackTraceContaining("A snapshot would copy holes")
                .hasStackTraceContaining("Tier.recall");

        for (Tier tier : tiers()) {
            MovedPages moved = tier.recall(TableNames.DEFAULT.transactions());
            assertThat(moved.pages()).isPositive();
            assertThat(tier.size(TableNames.DEFAULT.transactions()).remoteBytes())
                    .isZero();
            tier.collectGarbage(false);
        }
        assertThat(objects()).as("objects after a recall").isEmpty();
        node.snapshot().createSnapshot("warm").get();
        verify();
    }

    @Test
    void ageRule_idlePartitions_areOffloaded() {
        assertThat(tiers()).allMatch(tier -> tier.activities().keySet().equals(Set.of(TableNames.DEFAULT.group())));
        assertThat(remoteBytes()).isZero();

        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            now.updateAndGet(time -> time.plus(COLD_AFTER));
            assertThat(remoteBytes()).isPositive();
        });

        verify();
    }

    @Test
    void sizes_otherGroupOffloadedByCommand_isIncluded() {
        IgniteCache<Integer, byte[]> plain = node.getOrCreateCache("plain");
        for (int row = 0; row < ROWS; row++) {
            plain.put(row, new byte[1_000]);
        }
        assertThat(tiers()).allMatch(tier -> tier.sizes().keySet().equals(Set.of(TableNames.DEFAULT.group())));

        tiers().forEach(tier -> tier.offload("plain"));

        assertThat(tiers())
                .allMatch(tier -> tier.sizes().keySet().equals(Set.of(TableNames.DEFAULT.group(), "plain"))
                        && tier.sizes().get("plain").remoteBytes() > 0);
    }

    @Test
    void collectGarbage_abandonedObject_deletesItAlone() throws IOException {
        offloadAll();
        Set<Path> named = Set.copyOf(objects());
        Path some = StoredObjects.pages(directory.resolve("objects")).get(0);
        Path abandoned = Files.copy(some, some.resolveSibling("1-1-999"));

        tiers().forEach(tier -> tier.collectGarbage(true));
        assertThat(abandoned).as("after a dry run").exists();
        tiers().forEach(tier -> tier.collectGarbage(false));

        assertThat(objects()).containsExactlyInAnyOrderElementsOf(named);
        verify();
    }

    @Test
    void shardsView_coldPartitions_showsReadsAndRemoteBytes() {
        offloadAll();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThat(sumOfShards("REMOTE_BYTES")).isPositive().isLessThanOrEqualTo(sumOfShards("BYTES")));

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            verify();
            assertThat(sumOfShards("READS")).isPositive();
        });
    }

    private double sumOfShards(String column) {
        return ((Number) node.cache(TableNames.DEFAULT.transactions())
                        .query(new SqlFieldsQuery("SELECT COALESCE(SUM(" + column + "), 0) FROM SYS.SHARDS"))
                        .getAll()
                        .get(0)
                        .get(0))
                .doubleValue();
    }

    private void offloadAll() {
        tiers().forEach(tier -> tier.offload(TableNames.DEFAULT.transactions()));
        assertThat(remoteBytes()).isPositive();
    }

    private static void assertHalfIsRemote() {
        Ignition.allGrids().forEach(server -> RemoteShare.atLeastHalf(server, TableNames.DEFAULT.transactions()));
    }

    private List<Tier> tiers() {
        return Ignition.allGrids().stream()
                .map(ignite -> ignite.<Foreshard>plugin(Foreshard.NAME).tier())
                .toList();
    }

    private long fetches() {
        return tiers().stream().mapToLong(tier -> tier.statistics().fetches()).sum();
    }

    private long remoteBytes() {
        return tiers().stream()
                .mapToLong(tier -> tier.size(TableNames.DEFAULT.transactions()).remoteBytes())
                .sum();
    }

    private List<Path> objects() {
        return StoredObjects.ofPartitions(directory.resolve("objects"));
    }

    private void restart() {
        nodes.close();
        nodes = new TestNodes(directory);
        node = nodes.cluster(2, configuration());
    }

    private IgniteCache<TransactionKey, TransactionRecord> cache() {
        return node.cache(TableNames.DEFAULT.transactions());
    }

    private void verify() {
        for (int row = 0; row < ROWS; row++) {
            assertThat(cache().get(key(row))).isEqualTo(record(row));
        }
    }

    private static TransactionKey key(int row) {
        return new TransactionKey((long) (row % 8) << 57 | row, new UUID(1, row), ActionType.VIEW, 0);
    }

    private static TransactionRecord record(int row) {
        byte[] payload = new byte[1_000];
        java.util.Arrays.fill(payload, (byte) row);
        return new TransactionRecord(new UUID(2, row % 9), new Timestamp(1_000L * row), row, 0, 1, payload);
    }
}
