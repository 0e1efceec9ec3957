package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.tier.MovedPages;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TierSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.cache.CacheException;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows on one real node: written, offloaded, fetched, changed, read during an outage, and after restarts. */
class TierLifeTest {
    private static final int ROWS = 4_000;
    private static final int COLD_PARTITION = 5;
    private static final int HOT_PARTITION = 6;
    private static final int EMPTY_PARTITION = 7;

    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite node;
    private Path objects;

    @BeforeEach
    void start() {
        objects = directory.resolve("objects");
        nodes = new TestNodes(directory);
        node = nodes.cluster(1, configuration());
        write(COLD_PARTITION, 0);
        write(HOT_PARTITION, 0);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(64)
                .setBackups(0)
                .setTier(new TierConfiguration().setStoreUri("dir:" + objects));
    }

    @Test
    void offload_coldPartition_isReadByKeySqlAndScan() throws IOException {
        tier().offload(
                        TableNames.DEFAULT.transactions(),
                        EMPTY_PARTITION); // its checkpoint writes all rows to the files
        TierSize before = tier().size(TableNames.DEFAULT.transactions());

        MovedPages moved = tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);

        TierSize after = tier().size(TableNames.DEFAULT.transactions());
        assertThat(moved.partitions()).isEqualTo(1);
        assertThat(after.remoteBytes()).isEqualTo(moved.pages() * 4096).isGreaterThan(ROWS * 800L);
        assertThat(before.allocatedBytes() - after.allocatedBytes())
                .as("bytes returned to the file system")
                .isGreaterThanOrEqualTo((long) (.7 * after.remoteBytes()));

        restart();
        assertThat(tier().statistics().fetches()).as("fetches of a restart").isZero();
        assertThat(cache().get(TierRows.key(COLD_PARTITION, 17))).isEqualTo(TierRows.record(17, 0));
        assertThat(tier().statistics().fetches()).as("fetches of a point read").isEqualTo(1);
        List<List<?>> rows = cache().query(
                        new SqlFieldsQuery("SELECT COUNT(*), SUM(OBJECT_ID) FROM TRANSACTIONS WHERE USER_ID = ?")
                                .setArgs(TierRows.user(3)))
                .getAll();
        assertThat(rows.get(0).get(0)).isEqualTo(2L * ROWS / 10);
        verify(COLD_PARTITION, 0);
        verify(HOT_PARTITION, 0);
        long scanned = 0;
        try (var cursor =
                cache().query(new ScanQuery<TransactionKey, TransactionRecord>().setPartition(COLD_PARTITION))) {
            for (var unused : cursor) {
                scanned++;
            }
        }
        assertThat(scanned).isEqualTo(ROWS);
        assertThat(tier().statistics().errors()).isZero();
    }

    @Test
    void offload_changedColdRows_replacesTheirObjects() throws IOException {
        tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        restart();

        write(COLD_PARTITION, 1);
        tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        restart();

        verify(COLD_PARTITION, 1);
        long live = Files.walk(objects)
                .filter(Files::isRegularFile)
                .mapToLong(TierLifeTest::size)
                .sum();
        assertThat(live).as("superseded objects are deleted").isLessThan(2 * ROWS * 1_600L);
        assertThat(tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION)
                        .pages())
                .as("pages fetched and not written are released without an upload")
                .isPositive();
        assertThat(tier().statistics().uploads()).isZero();
    }

    @Test
    void get_storeDown_failsForColdRowsOnly() throws IOException {
        tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        nodes.close();
        Path away = directory.resolve("away");
        Files.move(objects, away);
        nodes = new TestNodes(directory);
        node = nodes.cluster(1, configuration());

        assertThatThrownBy(() -> cache().get(TierRows.key(COLD_PARTITION, 1)))
                .hasStackTraceContaining("is in the object store and could not be fetched");
        verify(HOT_PARTITION, 0);
        write(HOT_PARTITION, 1);
        verify(HOT_PARTITION, 1);

        assertThat(StoredObjects.groups(objects)).isEmpty();
        for (Path group : StoredObjects.groups(away)) {
            StoredObjects.move(group, away, objects);
        }
        verify(COLD_PARTITION, 0);
        assertThat(cache().remove(TierRows.key(COLD_PARTITION, 1))).isTrue();
        assertThat(cache().get(TierRows.key(COLD_PARTITION, 1))).isNull();
    }

    @Test
    void get_readersInterrupted_keepsRowsAndFilesUsable() throws Exception {
        tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        restart();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            readers.add(new Thread(() -> {
                for (int row = next.getAndIncrement(); row < ROWS; row = next.getAndIncrement()) {
                    try {
                        cache().get(TierRows.key(COLD_PARTITION, row));
                    } catch (CacheException | IgniteException e) {
                        failed.incrementAndGet(); // allowed for an interrupted reader
                    }
                }
            }));
        }
        readers.forEach(Thread::start);
        Random random = new Random(5);
        while (readers.stream().anyMatch(Thread::isAlive)) {
            readers.get(random.nextInt(readers.size())).interrupt();
            LockSupport.parkNanos(200_000);
        }

        verify(COLD_PARTITION, 0);
        write(COLD_PARTITION, 1);
        tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        restart();
        verify(COLD_PARTITION, 1);
        assertThat(failed.get()).as("failed reads").isLessThan(ROWS / 2);
    }

    @Test
    void get_objectDamaged_failsAndNamesIt() throws IOException {
        tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        restart();
        for (Path object : StoredObjects.pages(objects)) {
            byte[] bytes = Files.readAllBytes(object);
            for (int at = 2_000; at < bytes.length; at += 4096) {
                bytes[at] ^= 1;
            }
            Files.write(object, bytes);
        }

        assertThatThrownBy(() -> cache().get(TierRows.key(COLD_PARTITION, 1)))
                .hasStackTraceContaining("is missing or corrupt in the object")
                .hasStackTraceContaining("part-" + COLD_PARTITION);
        assertThat(tier().statistics().damagedPages()).isPositive();
    }

    private void restart() {
        nodes.close();
        nodes = new TestNodes(directory);
        node = nodes.cluster(1, configuration());
    }

    private Tier tier() {
        return node.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    private IgniteCache<TransactionKey, TransactionRecord> cache() {
        return node.cache(TableNames.DEFAULT.transactions());
    }

    private void write(int partition, int version) {
        TierRows.write(cache(), partition, ROWS, version);
    }

    private void verify(int partition, int version) {
        TierRows.verify(cache(), partition, ROWS, version);
    }

    private static long size(Path file) {
        return file.toFile().length();
    }
}
