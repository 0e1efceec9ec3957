package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.ForeshardConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;

/**
 * A SQL table each leaf of whose trees links to cold rows, with odd keys, and to hot rows, with even keys.
 *
 * <p>All rows are offloaded, and the hot ones fetched again. A row fills most of a page, and the pages of odd keys are the first 1.2 MiB of each partition,
 * so that the largest readahead makes no cold row local.
 */
final class MixedLeaves {
    static final String CACHE = "mixed";
    static final int ROWS = 15_000;
    private static final String ROW = "Row";
    private static final int DATA_CHARACTERS = 2_600;
    static final int PARTITIONS = 27;

    private final ColdNode node;
    private final ComparedRows compared = new ComparedRows(CacheAtomicityMode.ATOMIC);

    MixedLeaves(ColdNode node) {
        this.node = node;
    }

    static CacheConfiguration<Integer, BinaryObject> configuration(CacheAtomicityMode mode) {
        return new CacheConfiguration<Integer, BinaryObject>(CACHE)
                .setAtomicityMode(mode)
                .setSqlSchema("PUBLIC")
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))
                .setQueryEntities(List.of(new QueryEntity(Integer.class.getName(), ROW)
                        .setTableName("MIXED")
                        .setKeyFieldName("ID")
                        .addQueryField("ID", Integer.class.getName(), null)
                        .addQueryField("N", Integer.class.getName(), null)
                        .addQueryField("DATA", String.class.getName(), null)
                        .setIndexes(List.of(new QueryIndex("N").setName("BY_N")))));
    }

    /** Creates the table with its cold and hot rows, and starts the node again. */
    static MixedLeaves create(ColdNode node, String store, CacheAtomicityMode mode) {
        node.start(patient(store));
        MixedLeaves leaves = new MixedLeaves(node);
        node.ignite().createCache(configuration(mode));
        leaves.write(1);
        leaves.write(0);
        assertThat(node.tier().offload(CACHE).pages()).isPositive();
        leaves.compared.create(node);
        node.close();
        node.start(patient(store));
        leaves.longestHotOperation();
        return leaves;
    }

    /** A request waits at a gate for as long as the hot operations take on a busy machine; the circuit breaker stays closed. */
    private static ForeshardConfiguration patient(String store) {
        ForeshardConfiguration configuration = ColdNode.configuration(store);
        configuration.getTier().setRequestDeadline(Duration.ofMinutes(5));
        return configuration;
    }

    /** Writes the rows of every second key. */
    private void write(int parity) {
        Map<Integer, BinaryObject> rows = new TreeMap<>();
        for (int key = parity; key < ROWS; key += 2) {
            rows.put(key, row(key));
        }
        cache().putAll(rows);
    }

    BinaryObject row(int key) {
        return row(node.ignite(), key);
    }

    static BinaryObject row(Ignite ignite, int key) {
        return ignite.binary()
                .builder(ROW)
                .setField("N", key)
                .setField("DATA", data(key))
                .build();
    }

    static String data(int key) {
        return (key + " ").repeat(DATA_CHARACTERS).substring(0, DATA_CHARACTERS);
    }

    /** Returns a cold key of a partition, different for each number below 250. */
    int coldKey(int partition, int number) {
        int skipped = number;
        for (int key = 1; key < ROWS; key += 2) {
            if (partition(key) == partition && skipped-- == 0) {
                return key;
            }
        }
        throw new IllegalArgumentException("Partition " + partition + " has no such key.");
    }

    int partition(int key) {
        return node.ignite().affinity(CACHE).partition(key);
    }

    IgniteCache<Integer, BinaryObject> cache() {
        return node.ignite().<Integer, BinaryObject>cache(CACHE).withKeepBinary();
    }

    /** Inserts a row whose index compares it with cold rows of another table. */
    void insertCompared(int key) {
        compared.insert(node.ignite(), key);
    }

    List<List<?>> sql(String statement, Object... arguments) {
        return cache().query(new SqlFieldsQuery(statement).setArgs(arguments)).getAll();
    }

    /** Reads and writes hot rows on every leaf, which needs no cold page; returns the time of the longest operation. */
    Duration longestHotOperation() {
        long longest = 0;
        for (int key = 0; key < ROWS; key += 40) {
            long begin = System.nanoTime();
            BinaryObject row = cache().get(key);
            long read = System.nanoTime();
            cache().put(key, row(key));
            longest = Math.max(longest, Math.max(read - begin, System.nanoTime() - read));
            assertThat(row).isEqualTo(row(key));
        }
        return Duration.ofNanos(longest);
    }

    /** Compares each row. */
    void verify(Set<Integer> removed) {
        for (int key = 0; key < ROWS; key++) {
            assertThat(cache().get(key)).as("row %d", key).isEqualTo(removed.contains(key) ? null : row(key));
        }
    }
}
