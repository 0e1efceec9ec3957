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
import io.foreshard.plugin.StepClock;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.tier.MovedPages;
import io.foreshard.tier.PartitionActivity;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TierSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.cache.Cache;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.query.ScanQuery;
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

    private final StepClock clock = new StepClock(Instant.parse("2020-01-01T00:00:00Z"));
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
                .setClock(clock)
                .setTier(new TierConfiguration()
                        .setColdAfter(COLD_AFTER)
                        .setGarbageGrace(Duration.ZERO)
                        .setStoreUri("dir:" + directory.resolve("objects")));
    }

    @Test
    void idleVerifyAndValidateIndexes_coldRows_findNothingHeatNothingAndFillNoFile() throws Exception {
        offloadAll();
        restart();
        assertHalfIsRemote();

        assertReadsThrough(() -> Judges.findNothing(node));

        long accesses = accesses();
        verify();
        assertThat(accesses()).as("accesses of users").isGreaterThan(accesses);
    }

    @Test
    void scanQueries_coldRows_heatNothingAndFillNoFile() throws Exception {
        offloadAll();
        restart();
        assertHalfIsRemote();
        int partition =
                node.<TransactionKey>affinity(TableNames.DEFAULT.transactions()).partition(key(0));

        assertReadsThrough(() -> assertThat(scan(new ScanQuery<>(partition))).isPositive());
        assertReadsThrough(() -> {
            assertThat(scan(new ScanQuery<>())).isEqualTo(ROWS);
            assertThat(scan(new ScanQuery<>((key, row) -> row.payload()[0] == 7)))
                    .isEqualTo(IntStream.range(0, ROWS)
                            .filter(row -> (byte) row == 7)
                            .count());
        });
        assertHeatsNothing(() -> {
            for (Ignite server : Ignition.allGrids()) {
                assertThat(server.<TransactionKey, TransactionRecord>cache(TableNames.DEFAULT.transactions())
                                .query(new ScanQuery<TransactionKey, TransactionRecord>().setLocal(true))
                                .getAll())
                        .isNotEmpty();
            }
        });
        verify();
    }

    @Test
    void scanQuery_localRows_heatsNothing() throws Exception {
        assertHeatsNothing(() -> assertThat(scan(new ScanQuery<>())).isEqualTo(ROWS));

        long before = accesses();
        verify();
        assertThat(accesses() - before).as("accesses of users").isGreaterThanOrEqualTo(ROWS);
    }

    /** A query without a lower bound is known as a scan after five leaves of its index. */
    @Test
    void fullScanBySql_localRows_heatsFewRows() {
        long before = accesses();

        List<List<?>> sum = cache().query(new SqlFieldsQuery("SELECT SUM(OBJECT_ID) FROM TRANSACTIONS"))
                .getAll();

        assertThat(((Number) sum.get(0).get(0)).longValue()).isEqualTo((long) ROWS * (ROWS - 1) / 2);
        assertThat(accesses() - before).isLessThan(ROWS);
    }

    private int scan(ScanQuery<TransactionKey, TransactionRecord> query) {
        List<Cache.Entry<TransactionKey, TransactionRecord>> rows =
                cache().query(query).getAll();
        rows.forEach(row ->
                assertThat(row.getValue()).isEqualTo(record((int) (row.getKey().profileId() & 0xffff))));
        return rows.size();
    }

    /** Its partitions are evicted from the other servers then, so the sizes of files change; {@link TierReadThroughTest} looks at a supplier's files. */
    @Test
    void rebalance_toANewServer_heatsNothing() throws Exception {
        offloadAll();
        restart();
        assertHalfIsRemote();
        List<Tier> suppliers = tiers();
        long fetches = fetches(suppliers);

        assertHeatsNothing(() -> {
            Ignite third = nodes.server("server-2", configuration());
            third.cluster().setBaselineTopology(third.cluster().topologyVersion());
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> third.<TransactionKey, TransactionRecord>cache(TableNames.DEFAULT.transactions())
                                    .localSize(CachePeekMode.PRIMARY)
                            > 0);
        });

        assertThat(fetches(suppliers)).isGreaterThan(fetches);
        verify();
    }

    private interface Reads {
        void run() throws Exception;
    }

    /** Fails if reads of cold rows count as accesses of users, or leave pages in the partition files of the servers that run now. */
    private void assertReadsThrough(Reads reads) throws Exception {
        List<Tier> tiers = tiers();
        List<TierSize> before = sizes(tiers);
        long fetches = fetches(tiers);

        assertHeatsNothing(reads);

        assertThat(fetches(tiers)).as("fetches of cold rows").isGreaterThan(fetches);
        assertThat(sizes(tiers)).isEqualTo(before);
    }

    private void assertHeatsNothing(Reads reads) throws Exception {
        long before = accesses();

        reads.run();

        assertThat(accesses()).as("accesses of users").isEqualTo(before);
    }

    private static List<TierSize> sizes(List<Tier> tiers) {
        return tiers.stream()
                .map(tier -> tier.size(TableNames.DEFAULT.transactions()))
                .toList();
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
            clock.advance(COLD_AFTER);
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

    private static long fetches(List<Tier> tiers) {
        return tiers.stream().mapToLong(tier -> tier.statistics().fetches()).sum();
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
