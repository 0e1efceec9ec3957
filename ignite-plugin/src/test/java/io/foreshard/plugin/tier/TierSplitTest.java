package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.Judges;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of trees split and merge on all levels, and each comparison of an index reads cold rows. */
class TierSplitTest {
    private static final String CACHE = "split";
    private static final int ROWS = 1_500;
    private static final int ROUNDS = 2;
    private static final int OPERATIONS = 400;

    /** The characters that an index page has room for are the same in all rows, and a page has room for six of them. */
    private static final String PREFIX = "x".repeat(600);

    private static final int INLINE_BYTES = 580;

    @TempDir
    Path directory;

    private ColdNode node;

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void change_coldPagesOfRows_fetchesNoneUnderALatch() throws Exception {
        node = new ColdNode(directory);
        node.start(node.store());
        node.ignite().createCache(configuration());
        Map<Integer, Integer> rows = new TreeMap<>();
        for (int key = 0; key < ROWS; key++) {
            put(rows, key, key);
        }
        Random random = new Random(7);

        for (int round = 0; round < ROUNDS; round++) {
            assertThat(node.tier().offload(CACHE).pages()).isPositive();
            node.close();
            node.start(node.store());
            for (int operation = 0; operation < OPERATIONS; operation++) {
                change(rows, random.nextInt(2 * ROWS), random);
            }
            assertThat(node.tier().statistics().fetches()).isPositive();
            assertThat(node.tier().statistics().latchedFetches()).isZero();
        }

        for (int key = 0; key < 2 * ROWS; key++) {
            Integer version = rows.get(key);
            assertThat(cache().get(key)).isEqualTo(version == null ? null : row(key, version));
        }
        Judges.findNothing(node.ignite());
    }

    private void change(Map<Integer, Integer> rows, int key, Random random) {
        switch (random.nextInt(6)) {
            case 0, 1 -> put(rows, key, random.nextInt());
            case 2 -> {
                cache().remove(key);
                rows.remove(key);
            }
            case 3 -> {
                cache().getAndRemove(key);
                rows.remove(key);
            }
            case 4 -> {
                Integer version = rows.get(key);
                assertThat(cache().getAndPut(key, row(key, key))).isEqualTo(version == null ? null : row(key, version));
                rows.put(key, key);
            }
            default -> cache().query(new SqlFieldsQuery("SELECT ID FROM SPLIT WHERE NAME BETWEEN ? AND ?")
                            .setArgs(name(key, 0), name(key + 3, 0)))
                    .getAll();
        }
    }

    private void put(Map<Integer, Integer> rows, int key, int version) {
        cache().put(key, row(key, version));
        rows.put(key, version);
    }

    private BinaryObject row(int key, int version) {
        return node.ignite()
                .binary()
                .builder("Row")
                .setField("NAME", name(key, version))
                .build();
    }

    private static String name(int key, int version) {
        return PREFIX + String.format("%06d-%d", key, version);
    }

    private IgniteCache<Integer, BinaryObject> cache() {
        return node.ignite().<Integer, BinaryObject>cache(CACHE).withKeepBinary();
    }

    private static CacheConfiguration<Integer, BinaryObject> configuration() {
        return new CacheConfiguration<Integer, BinaryObject>(CACHE)
                .setSqlSchema("PUBLIC")
                .setAffinity(new RendezvousAffinityFunction(false, 61))
                .setQueryEntities(List.of(new QueryEntity(Integer.class.getName(), "Row")
                        .setTableName("SPLIT")
                        .setKeyFieldName("ID")
                        .addQueryField("ID", Integer.class.getName(), null)
                        .addQueryField("NAME", String.class.getName(), null)
                        .setIndexes(List.of(
                                new QueryIndex("NAME").setName("BY_NAME").setInlineSize(INLINE_BYTES)))));
    }
}
