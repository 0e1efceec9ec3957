package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.Judges;
import io.foreshard.tier.TierSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.transactions.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** New rows in partitions all of whose data pages are in the object store: they need none of these pages. */
class TierNewRowsTest {
    private static final String WARES = "WARES";
    private static final int ROWS = ColdNode.ROWS;
    private static final int NEW_ROWS = 60;
    private static final int MANY_ROWS = 4_000;
    private static final int[] VALUE_BYTES = {20, 600, 3_000, 9_000};

    @TempDir
    Path directory;

    private ColdNode node;

    private enum Insert {
        PUT((node, rows) -> rows.forEach(cold(node)::put)),
        PUT_ALL((node, rows) -> cold(node).putAll(rows)),
        INVOKE((node, rows) -> rows.forEach((key, value) -> cold(node).invoke(key, (entry, arguments) -> {
            entry.setValue(value);
            return null;
        }))),
        TRANSACTION((node, rows) -> {
            try (Transaction transaction = node.ignite().transactions().txStart()) {
                rows.forEach(cold(node)::put);
                transaction.commit();
            }
        }),
        STREAMER((node, rows) -> {
            try (IgniteDataStreamer<Integer, byte[]> streamer = node.ignite().dataStreamer(ColdNode.COLD)) {
                streamer.allowOverwrite(true);
                rows.forEach(streamer::addData);
            }
        }),
        SQL((node, rows) -> rows.keySet().forEach(key -> insertWare(node, key)));

        private final Body body;

        Insert(Body body) {
            this.body = body;
        }

        private interface Body {
            void run(ColdNode node, Map<Integer, byte[]> rows);
        }
    }

    @BeforeEach
    void start() {
        node = new ColdNode(directory);
        node.start(store());
        node.ignite().createCache(ColdNode.cache(ColdNode.COLD).setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL));
        node.ignite()
                .createCache(new CacheConfiguration<Long, Object>(WARES)
                        .setSqlSchema("PUBLIC")
                        .setAffinity(new RendezvousAffinityFunction(false, ColdNode.CACHE_PARTITIONS))
                        .setQueryEntities(List.of(new QueryEntity(Long.class.getName(), "Ware")
                                .setTableName(WARES)
                                .setKeyFieldName("ID")
                                .addQueryField("ID", Long.class.getName(), null)
                                .addQueryField("PRICE", Long.class.getName(), null)
                                .addQueryField("NAME", String.class.getName(), null)
                                .setFieldsPrecision(Map.of("NAME", 10))
                                .setIndexes(List.of(new QueryIndex("PRICE"), new QueryIndex("NAME"))))));
        node.writeCaches();
        for (int row = 0; row < ROWS; row++) {
            insertWare(node, row);
        }
        assertThat(node.tier().offload(WARES).pages()).isPositive();
        offloadAndRestart();
    }

    @AfterEach
    void stop() {
        GatedStoreProvider.open();
        node.close();
    }

    @ParameterizedTest
    @EnumSource(Insert.class)
    void insert_allRowsRemoteAndStoreSilent_completes(Insert insert) throws Exception {
        Map<Integer, byte[]> rows = newRows(NEW_ROWS);
        GatedStoreProvider.close();

        assertThat(CompletableFuture.runAsync(() -> insert.body.run(node, rows)))
                .succeedsWithin(Duration.ofSeconds(30));

        GatedStoreProvider.open();
        assertThat(node.tier().statistics().fetches()).isZero();
        if (insert == Insert.SQL) {
            verifyWares(ROWS + NEW_ROWS);
        } else {
            rows.forEach((key, value) -> assertThat(cold(node).get(key)).isEqualTo(value));
        }
        judge();
    }

    /** Enough rows to split each leaf of the partitions' trees and of the indexes. */
    @ParameterizedTest
    @EnumSource(names = {"PUT_ALL", "SQL"})
    void insert_leavesSplitAndStoreSilent_completes(Insert insert) throws Exception {
        Map<Integer, byte[]> rows = new TreeMap<>();
        for (int row = ROWS; row < ROWS + MANY_ROWS; row++) {
            rows.put(row, value(row, 50));
        }
        GatedStoreProvider.close();

        assertThat(CompletableFuture.runAsync(() -> insert.body.run(node, rows)))
                .succeedsWithin(Duration.ofSeconds(60));

        GatedStoreProvider.open();
        assertThat(node.tier().statistics().fetches()).isZero();
        if (insert == Insert.SQL) {
            verifyWares(ROWS + MANY_ROWS);
        } else {
            rows.forEach((key, value) -> assertThat(cold(node).get(key)).isEqualTo(value));
        }
        judge();
    }

    @Test
    void put_newRows_fetchesNothing() {
        newRows(2_000).forEach((key, value) -> cold(node).put(key, new byte[100]));

        assertThat(node.tier().statistics().fetches()).isZero();
    }

    @Test
    void put_afterRowsOfColdPagesWereRemoved_reusesTheirSpace() throws Exception {
        for (int row = 0; row < ROWS; row++) {
            cold(node).remove(row);
        }
        TierSize before = node.tier().size(ColdNode.COLD);

        for (int row = 0; row < ROWS; row++) {
            cold(node).put(row, ColdNode.value(row));
        }

        offloadAndRestart();
        assertThat(node.tier().size(ColdNode.COLD).fileBytes())
                .as("bytes of the files, of which each partition may have grown by few pages")
                .isLessThan(before.fileBytes() + 4L * 4096 * ColdNode.CACHE_PARTITIONS);
        node.verify(ColdNode.COLD);
        judge();
    }

    @Test
    void change_coldRows_keepsEveryRow() throws Exception {
        Random random = new Random(7);
        Map<Integer, byte[]> expected = new TreeMap<>();
        for (int row = 0; row < ROWS; row++) {
            expected.put(row, ColdNode.value(row));
        }
        for (int round = 0; round < 3; round++) {
            for (int change = 0; change < ROWS; change++) {
                int row = random.nextInt(2 * ROWS);
                if (random.nextInt(3) == 0) {
                    cold(node).remove(row);
                    expected.remove(row);
                } else {
                    byte[] value = value(random.nextInt(), VALUE_BYTES[random.nextInt(VALUE_BYTES.length)]);
                    cold(node).put(row, value);
                    expected.put(row, value);
                }
            }
            assertThat(cold(node).size()).isEqualTo(expected.size());
            expected.forEach((row, value) -> assertThat(cold(node).get(row)).isEqualTo(value));
            judge();
            offloadAndRestart();
        }
    }

    /** Recovery changes pages before their files are opened: they are in a list again, and must not get into a second one. */
    @Test
    void put_afterRecoveryOfReturnedPages_keepsEveryRow() throws Exception {
        for (int row = 0; row < ROWS; row += 2) {
            cold(node).remove(row);
        }
        new CutOffCheckpoint(node.ignite(), 0).force().await();
        node.close();
        node.start(store());

        Map<Integer, byte[]> expected = newRows(MANY_ROWS);
        for (int row = 1; row < ROWS; row += 2) {
            expected.put(row, ColdNode.value(row));
        }
        cold(node).putAll(expected);

        expected.forEach((row, value) -> assertThat(cold(node).get(row)).isEqualTo(value));
        assertThat(cold(node).size()).isEqualTo(expected.size());
        judge();
    }

    private static IgniteCache<Integer, byte[]> cold(ColdNode node) {
        return node.ignite().cache(ColdNode.COLD);
    }

    private static void insertWare(ColdNode node, long id) {
        node.ignite()
                .cache(WARES)
                .query(new SqlFieldsQuery("INSERT INTO WARES (ID, PRICE, NAME) VALUES (?, ?, ?)")
                        .setArgs(id, 7 * id % 100, "name " + id))
                .getAll();
    }

    private void verifyWares(int rows) {
        List<List<?>> found = node.ignite()
                .cache(WARES)
                .query(new SqlFieldsQuery("SELECT ID, PRICE, NAME FROM WARES ORDER BY ID"))
                .getAll();
        assertThat(found).hasSize(rows);
        for (long id = 0; id < rows; id++) {
            assertThat(found.get((int) id)).isEqualTo(List.of(id, 7 * id % 100, "name " + id));
        }
    }

    private static Map<Integer, byte[]> newRows(int rows) {
        Map<Integer, byte[]> values = new TreeMap<>();
        for (int row = ROWS; row < ROWS + rows; row++) {
            values.put(row, value(row, VALUE_BYTES[row % VALUE_BYTES.length]));
        }
        return values;
    }

    private static byte[] value(int seed, int bytes) {
        byte[] value = new byte[bytes];
        new Random(seed).nextBytes(value);
        return value;
    }

    private String store() {
        return "gated:" + directory.resolve("objects");
    }

    private void offloadAndRestart() {
        assertThat(node.tier().offload(ColdNode.COLD).pages()).isPositive();
        node.close();
        node.start(store());
    }

    private void judge() throws Exception {
        Judges.findNothing(node.ignite(), ColdNode.COLD, WARES);
    }
}
