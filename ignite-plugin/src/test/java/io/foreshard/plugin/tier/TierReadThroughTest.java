package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.Judges;
import io.foreshard.tier.TierSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.IgniteRebalanceIterator;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.IgniteDhtDemandedPartitionsMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans and maintenance fetch 6,400 cold rows, one on a page, in 64 partitions, and write none of the pages into the partition files. */
class TierReadThroughTest {
    @TempDir
    Path directory;

    private ColdTable table;

    @BeforeEach
    void start() {
        table = new ColdTable(directory, "dir");
    }

    @AfterEach
    void stop() {
        table.close();
    }

    /** Fails if an operation sends no read to the store, or changes the size of the remote pages or of the partition files. */
    private void assertReadsThrough(Callable<?> operation) throws Exception {
        TierSize before = table.size();
        long fetches = table.fetches();

        operation.call();

        table.checkpoint();
        assertThat(table.fetches()).isGreaterThan(fetches);
        assertThat(table.size()).isEqualTo(before);
        table.offload();
    }

    @Test
    void scans_rowsCold_leaveTheFilesAsTheyAre() throws Exception {
        for (IgniteCache<Integer, BinaryObject> cache : List.of(table.cache(), table.remoteCache())) {
            assertReadsThrough(() -> count(cache, new ScanQuery<>(), ColdTable.ROWS));
            assertReadsThrough(() -> count(cache, new ScanQuery<>(3), ColdTable.ROWS / ColdTable.PARTITIONS));
            assertReadsThrough(() ->
                    count(cache, new ScanQuery<>((id, row) -> row.<Integer>field("N") < 640), ColdTable.ROWS / 10));
        }
        assertReadsThrough(
                () -> count(table.cache(), new ScanQuery<Integer, BinaryObject>().setLocal(true), ColdTable.ROWS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ColdTable.CALCITE})
    void scansBySql_rowsCold_leaveTheFilesAsTheyAre(String engine) throws Exception {
        for (String end : List.of("", " WHERE DATA LIKE '% %'", " ORDER BY DATA")) {
            assertReadsThrough(() -> count(table.sql("SELECT " + engine + "ID, DATA FROM RECORDS" + end)));
        }
    }

    private static Object count(List<List<?>> rows) {
        rows.forEach(row -> assertThat((String) row.get(1)).startsWith(row.get(0) + " "));
        assertThat(rows).hasSize(ColdTable.ROWS);
        return rows;
    }

    private static Object count(
            IgniteCache<Integer, BinaryObject> cache, ScanQuery<Integer, BinaryObject> query, int rows) {
        var found = cache.query(query).getAll();
        found.forEach(row -> assertThat(row.getValue().<String>field("DATA")).startsWith(row.getKey() + " "));
        assertThat(found).hasSize(rows);
        return found;
    }

    @Test
    void maintenance_rowsCold_leavesTheFilesAsTheyAre() throws Exception {
        assertReadsThrough(() -> {
            Judges.findNothing(table.server(), ColdTable.CACHE);
            return null;
        });
        assertReadsThrough(() -> table.sql("CREATE INDEX BY_DATA ON RECORDS (N, ID)"));
        assertThat(table.sql("SELECT ID FROM RECORDS USE INDEX (BY_DATA) WHERE N = 17"))
                .hasSize(1);
        table.offload();
        assertReadsThrough(() -> supply(7));
    }

    /** Reads the rows of a partition that a server sends to another one. */
    private Object supply(int partition) throws Exception {
        CacheGroupContext group = table.group(ColdTable.CACHE);
        IgniteDhtDemandedPartitionsMap demanded = new IgniteDhtDemandedPartitionsMap();
        demanded.addFull(partition);
        try (IgniteRebalanceIterator rows =
                group.offheap().rebalanceIterator(demanded, group.topology().readyTopologyVersion())) {
            while (rows.hasNext()) {
                assertThat(rows.next().value()).isNotNull();
            }
        }
        return null;
    }

    @Test
    void preloadPartition_rowsCold_fillsItsFile() {
        TierSize before = table.size();

        table.cache().preloadPartition(5);

        assertThat(table.size().remoteBytes()).isLessThan(before.remoteBytes());
    }

    @Test
    void scans_64AtOnceBesideGetsAndPuts_readEachRow() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(ColdTable.PARTITIONS + 2);
        try {
            long fetched = table.fetchedBytes();
            long remote = table.size().remoteBytes();
            List<Future<?>> scans = new ArrayList<>();
            for (int partition = 0; partition < ColdTable.PARTITIONS; partition++) {
                ScanQuery<Integer, BinaryObject> query = new ScanQuery<>(partition);
                scans.add(threads.submit(() -> count(table.cache(), query, ColdTable.ROWS / ColdTable.PARTITIONS)));
            }
            scans.add(threads.submit(() -> table.cache().getAll(ColdTable.randomIds(200, 1))));
            scans.add(threads.submit(() -> table.cache().putAll(table.rows(ColdTable.randomIds(200, 2)))));

            for (Future<?> scan : scans) {
                scan.get(2, TimeUnit.MINUTES);
            }

            assertThat(table.fetchedBytes() - fetched)
                    .as("a page may be fetched a second time for a get")
                    .isLessThan(2 * remote);
            count(table.cache(), new ScanQuery<>(), ColdTable.ROWS);
        } finally {
            threads.shutdownNow();
        }
    }
}
