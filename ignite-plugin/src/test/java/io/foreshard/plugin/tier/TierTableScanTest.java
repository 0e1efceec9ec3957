package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.TestNodes;
import io.foreshard.tier.Tier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements that read all rows of a cold table on two servers: of a cache with two tables, with backups, several threads for a query and expired rows, in a group with another cache. */
class TierTableScanTest {
    private static final String GROUP = "shared";
    private static final String CACHE = "orders";
    private static final String OTHER = "others";
    private static final int ROWS = 600;
    private static final int EXPIRED = 50;
    private static final int DATA_CHARACTERS = 1_000;
    private static final Duration SHORT = new Duration(TimeUnit.MILLISECONDS, 1);

    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite server;

    @BeforeEach
    void writeAndOffload() {
        nodes = new TestNodes(directory);
        server = nodes.cluster(
                2, ColdNode.configuration("dir:" + directory.resolve("objects")).setBackups(1));
        IgniteCache<Integer, BinaryObject> cache = cache(CACHE, "PUBLIC", "Order", "Refund");
        cache.putAll(rows("Order", 0, ROWS));
        cache.putAll(rows("Refund", ROWS, ROWS));
        cache.withExpiryPolicy(new CreatedExpiryPolicy(SHORT)).putAll(rows("Order", 2 * ROWS, EXPIRED));
        cache(OTHER, OTHER, "Order").putAll(rows("Order", 0, ROWS));
        for (Ignite node : Ignition.allGrids()) {
            Tier tier = node.<Foreshard>plugin(Foreshard.NAME).tier();
            assertThat(tier.offload(GROUP).pages()).isPositive();
        }
    }

    private IgniteCache<Integer, BinaryObject> cache(String name, String schema, String... tables) {
        return server.createCache(new CacheConfiguration<Integer, BinaryObject>(name)
                        .setGroupName(GROUP)
                        .setSqlSchema(schema)
                        .setBackups(1)
                        .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
                        .setEagerTtl(false)
                        .setQueryParallelism(3)
                        .setAffinity(new RendezvousAffinityFunction(false, 16))
                        .setQueryEntities(Stream.of(tables)
                                .map(table -> new QueryEntity(Integer.class.getName(), table)
                                        .setTableName(table + "s")
                                        .addQueryField("n", Integer.class.getName(), null)
                                        .addQueryField("data", String.class.getName(), null))
                                .toList()))
                .withKeepBinary();
    }

    private Map<Integer, BinaryObject> rows(String table, int from, int number) {
        Map<Integer, BinaryObject> rows = new TreeMap<>();
        for (int id = from; id < from + number; id++) {
            rows.put(
                    id,
                    server.binary()
                            .builder(table)
                            .setField("n", id)
                            .setField("data", (id + " ").repeat(DATA_CHARACTERS).substring(0, DATA_CHARACTERS))
                            .build());
        }
        return rows;
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private List<Integer> ids(String from) {
        return server.cache(CACHE).query(new SqlFieldsQuery("SELECT n FROM " + from).setPageSize(100)).getAll().stream()
                .map(row -> (Integer) row.get(0))
                .sorted()
                .toList();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void select_allRowsCold_readsTheRowsOfTheTableOnce() {
        assertThat(ids("Orders")).isEqualTo(range(0, ROWS));
        assertThat(ids("Refunds WHERE data LIKE '% %'")).isEqualTo(range(ROWS, 2 * ROWS));
        assertThat(ids(OTHER + ".Orders")).isEqualTo(range(0, ROWS));
        assertThat(ids("(SELECT n FROM Orders LIMIT 1)")).hasSize(1);
    }
}
