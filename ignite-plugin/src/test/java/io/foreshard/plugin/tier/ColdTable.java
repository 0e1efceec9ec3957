package io.foreshard.plugin.tier;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TierSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.Ignition;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.PageIdAllocator;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryEx;
import org.apache.ignite.internal.util.typedef.internal.CU;

/**
 * A server and a client with a SQL table that can be made cold again: each row fills a page, and rows that are neighbours in an index are on random pages of
 * all partitions.
 */
final class ColdTable implements AutoCloseable {
    static final String CACHE = "records";
    static final int PARTITIONS = 64;
    static final int ROWS = 6_400;
    /** Hint of a statement for the Calcite engine; the H2 engine is the default. */
    static final String CALCITE = "/*+ QUERY_ENGINE('calcite') */ ";

    private static final int STEP = 3_851;
    private static final String ROW = "Row";
    private static final int DATA_CHARACTERS = 2_600;

    private final TestNodes nodes;
    private final String store;
    private Ignite server;
    private final Ignite client;

    /** @param scheme of the URI of the store */
    ColdTable(Path directory, String scheme) {
        nodes = new TestNodes(directory);
        store = scheme + ":" + directory.resolve("objects");
        server = start();
        client = nodes.client("client", ColdNode.configuration(null));
        server.createCache(new CacheConfiguration<Integer, BinaryObject>(CACHE)
                .setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
                .setSqlSchema("PUBLIC")
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))
                .setQueryEntities(List.of(new QueryEntity(Integer.class.getName(), ROW)
                        .setTableName("RECORDS")
                        .setKeyFieldName("ID")
                        .addQueryField("ID", Integer.class.getName(), null)
                        .addQueryField("N", Integer.class.getName(), null)
                        .addQueryField("DATA", String.class.getName(), null)
                        .setIndexes(List.of(new QueryIndex("N").setName("BY_N"))))));
        cache().putAll(rows(everyId()));
        offload();
    }

    private Ignite start() {
        ForeshardConfiguration plugin = ColdNode.configuration(store);
        plugin.getTier().setRequestDeadline(Duration.ofMinutes(2));
        IgniteConfiguration configuration =
                nodes.configuration(ColdNode.NAME, plugin).setSqlConfiguration(TestNodes.bothEngines());
        Ignite started = Ignition.start(configuration);
        started.cluster().state(ClusterState.ACTIVE);
        return started;
    }

    private static Set<Integer> everyId() {
        Set<Integer> ids = new TreeSet<>();
        for (int id = 0; id < ROWS; id++) {
            ids.add(id);
        }
        return ids;
    }

    /** Returns ids of rows on random pages. */
    static Set<Integer> randomIds(int number, long seed) {
        Set<Integer> ids = new TreeSet<>();
        new Random(seed).ints(0, ROWS).distinct().limit(number).forEach(ids::add);
        return ids;
    }

    Map<Integer, BinaryObject> rows(Set<Integer> ids) {
        Map<Integer, BinaryObject> rows = new TreeMap<>();
        for (int id : ids) {
            rows.put(
                    id,
                    server.binary()
                            .builder(ROW)
                            .setField("N", id * STEP % ROWS)
                            .setField("DATA", (id + " ").repeat(DATA_CHARACTERS).substring(0, DATA_CHARACTERS))
                            .build());
        }
        return rows;
    }

    Ignite server() {
        return server;
    }

    IgniteCache<Integer, BinaryObject> cache() {
        return server.<Integer, BinaryObject>cache(CACHE).withKeepBinary();
    }

    /** Returns the cache of the client, whose operations reach the server as messages. */
    IgniteCache<Integer, BinaryObject> remoteCache() {
        return client.<Integer, BinaryObject>cache(CACHE).withKeepBinary();
    }

    /** Runs a statement by the H2 engine, unless it names another one. */
    List<List<?>> sql(String statement) {
        return cache().query(new SqlFieldsQuery(statement)).getAll();
    }

    private Tier tier() {
        return server.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    /** Returns the bytes of the table by place. */
    TierSize size() {
        return tier().size(CACHE);
    }

    /** Returns the reads of remote pages since the start. */
    long fetches() {
        return tier().statistics().fetches();
    }

    /** Returns the bytes of these reads. */
    long fetchedBytes() {
        return tier().statistics().fetchedBytes();
    }

    /** Writes the changed pages of the table into their files. */
    void checkpoint() {
        try {
            group(CACHE).shared().database().waitForCheckpoint("test");
        } catch (IgniteCheckedException e) {
            throw new AssertionError(e);
        }
    }

    CacheGroupContext group(String cache) {
        return ((IgniteEx) server).context().cache().cacheGroup(CU.cacheId(cache));
    }

    /** Offloads all rows and removes their pages from memory. */
    void offload() {
        offload(CACHE);
    }

    /** Offloads a cache and removes its pages from memory; returns the pages that became remote. */
    long offload(String cache) {
        long pages = tier().offload(cache).pages();
        CacheGroupContext group = group(cache);
        try {
            group.shared().database().waitForCheckpoint("test");
            // In the files of partitions: a page id has no type here.
            ((PageMemoryEx) group.dataRegion().pageMemory())
                    .clearAsync(
                            (groupId, pageId) -> groupId == group.groupId()
                                    && PageIdUtils.partId(pageId) != PageIdAllocator.INDEX_PARTITION,
                            true)
                    .get();
        } catch (IgniteCheckedException e) {
            throw new AssertionError(e);
        }
        return pages;
    }

    /** Starts the server again; the client is stopped. */
    void restart() {
        Ignition.stop(client.name(), true);
        Ignition.stop(server.name(), false);
        server = start();
    }

    @Override
    public void close() {
        nodes.close();
    }
}
